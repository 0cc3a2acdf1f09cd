using System.Globalization;

namespace Bridge.Simulation.Load;

/// <summary>What a figure must be: a number, or a span where it hangs on what was told first.</summary>
/// <param name="Name">As the report has it.</param>
/// <param name="Least">Null where nothing need have been measured.</param>
/// <param name="Most">Null where nothing can have been measured.</param>
/// <param name="IsTime">Not a count, so that it cannot be told what a run added to it.</param>
internal sealed record BookedFigure(string Name, double? Least, double? Most, bool IsTime)
{
    /// <summary>By which part a time may be off, as histograms are.</summary>
    private const double Error = 0.05;

    public static BookedFigure Count(string name, double counted, int doubtful) =>
        new(name, Math.Max(0, counted - doubtful), counted + doubtful, IsTime: false);

    /// <param name="certain">Seconds.</param>
    /// <param name="doubtful">How many more may have been measured, of any length.</param>
    public static BookedFigure Time(string name, IReadOnlyCollection<double> certain, int doubtful, double part) =>
        new(
            name,
            certain.Count == 0 ? null : Quantile(certain.Concat(Enumerable.Repeat(0.0, doubtful)), part) * (1 - Error),
            Quantile(certain.Concat(Enumerable.Repeat(double.PositiveInfinity, doubtful)), part) * (1 + Error),
            IsTime: true
        );

    /// <summary>The least of the values that are not exceeded by this part of them.</summary>
    public static double? Quantile(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Count) - 1)];
    }

    public bool CanBeToldSince(IReadOnlyDictionary<string, double?> before) => !IsTime || before.GetValueOrDefault(Name) is null;

    /// <returns>Null when the figure is as it must be.</returns>
    public string? Compare(IReadOnlyDictionary<string, double?> before, IReadOnlyDictionary<string, double?> after)
    {
        var shown = IsTime ? after.GetValueOrDefault(Name) : (after.GetValueOrDefault(Name) ?? 0) - (before.GetValueOrDefault(Name) ?? 0);
        return IsRight(shown) ? null : $"{Name} is {Text(shown)} instead of {Span}";
    }

    private string Span => Least == Most ? Text(Least) : $"{Text(Least)} to {Text(Most)}";

    private bool IsRight(double? shown) => shown is { } told ? told >= (Least ?? 0) && told <= Most : Least is null;

    private static string Text(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "nothing";
}
