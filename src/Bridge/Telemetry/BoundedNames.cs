using System.Collections.Concurrent;

namespace Bridge.Telemetry;

/// <summary>Names that come from outside, as the values of a tag: each new one costs memory for ever, so there are only so many.</summary>
/// <remarks>Thread-safe; a few more may slip in at once.</remarks>
internal sealed class BoundedNames(int most)
{
    public const string Other = "other";

    private readonly ConcurrentDictionary<string, string> _names = new();

    /// <summary>The name itself while there is room, later <see cref="Other"/> for each that is new.</summary>
    public string Bound(string name) =>
        _names.TryGetValue(name, out var known) ? known
        : _names.Count < most ? _names.GetOrAdd(name, name)
        : Other;
}
