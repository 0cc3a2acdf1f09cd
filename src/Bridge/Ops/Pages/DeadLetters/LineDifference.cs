namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>Which lines were taken away and which came: the fewest that explain it.</summary>
internal static class LineDifference
{
    /// <summary>Beyond so many lines times lines, what changed is shown as one text instead of another.</summary>
    private const int MaxCells = 4_000_000;

    public static IEnumerable<Line> Of(string before, string after)
    {
        string[] old = Split(before),
            fresh = Split(after);
        return (long)old.Length * fresh.Length > MaxCells
            ? [.. old.Select(line => new Line(LineKind.Removed, line)), .. fresh.Select(line => new Line(LineKind.Added, line))]
            : Walk(old, fresh, CommonLengths(old, fresh));
    }

    /// <summary>How many lines the rests of the two texts have in common, from each pair of places on.</summary>
    private static int[,] CommonLengths(string[] old, string[] fresh)
    {
        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--)
            {
                common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        return common;
    }

    private static IEnumerable<Line> Walk(string[] old, string[] fresh, int[,] common)
    {
        int i = 0,
            j = 0;
        while (i < old.Length || j < fresh.Length)
        {
            if (i < old.Length && j < fresh.Length && old[i] == fresh[j])
            {
                yield return new(LineKind.Same, old[i++]);
                j++;
            }
            else if (j == fresh.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new(LineKind.Removed, old[i++]);
            }
            else
            {
                yield return new(LineKind.Added, fresh[j++]);
            }
        }
    }

    private static string[] Split(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").Split('\n');
}

internal readonly record struct Line(LineKind Kind, string Text);

internal enum LineKind
{
    Same,
    Removed,
    Added,
}
