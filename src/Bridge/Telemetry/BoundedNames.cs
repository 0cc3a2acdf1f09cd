using System.Collections.Concurrent;

namespace Bridge.Telemetry;

/// <summary>
/// Names that come from outside, as the values of a tag: each new one costs memory for ever, so there are only so many, and none is long.
/// </summary>
/// <remarks>Thread-safe; a few more may slip in at once.</remarks>
internal sealed class BoundedNames(int most)
{
    public const string Other = "other";

    /// <summary>In characters.</summary>
    public const int Longest = 100;

    private readonly ConcurrentDictionary<string, string> _names = new();

    /// <summary>The name itself while there is room and unless it is too long, otherwise <see cref="Other"/>.</summary>
    public string Bound(string name) =>
        _names.TryGetValue(name, out var known) ? known
        : name.Length <= Longest && _names.Count < most ? _names.GetOrAdd(name, name)
        : Other;
}
