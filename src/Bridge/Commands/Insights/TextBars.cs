namespace Bridge.Commands.Insights;

/// <summary>Numbers as characters that fill a cell more or less.</summary>
internal static class TextBars
{
    private const int BarWidth = 12;
    private const int SparkWidth = 48;
    private const string Levels = " ▁▂▃▄▅▆▇█";
    private const string Densities = " ░▒▓█";

    /// <summary>Never empty for something.</summary>
    public static string Bar(double? value, double most) =>
        value is not > 0 ? "" : new string('█', Math.Max(1, (int)Math.Round(value.Value / most * BarWidth)));

    /// <summary>A character for each value, or for several where there are more than fit.</summary>
    /// <param name="isSum">Whether several add up; otherwise the largest of them counts.</param>
    public static string Spark(IReadOnlyList<double?> values, bool isSum)
    {
        var together = Math.Max(1, (values.Count + SparkWidth - 1) / SparkWidth);
        var groups = values.Chunk(together).Select(group => isSum ? group.Sum() : group.Max()).ToList();
        return Draw(groups, Levels, groups.Max() ?? 0);
    }

    /// <param name="most">The darkest, in whatever row it is.</param>
    public static string Shades(IEnumerable<double?> values, double most) => Draw(values, Densities, most);

    private static string Draw(IEnumerable<double?> values, string characters, double most) =>
        string.Concat(values.Select(value => value is not > 0 ? ' ' : characters[Step(value.Value / most, characters.Length - 1)]));

    private static int Step(double part, int steps) => Math.Clamp((int)Math.Ceiling(part * steps), 1, steps);
}
