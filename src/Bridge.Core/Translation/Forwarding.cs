using System.Collections.Frozen;

namespace Bridge.Core.Translation;

/// <summary>Whether an event leaves Bridge, by its name (<c>Events:Forward</c>).</summary>
internal sealed class Forwarding
{
    /// <summary>The rule under which what does not leave is counted.</summary>
    public const string Rule = "not_forwarded";

    /// <summary>What leaves unless somebody says otherwise.</summary>
    public const string Core = "core";

    public const string All = "all";

    private readonly bool _isAll;
    private readonly FrozenSet<string> _names;
    private readonly string[] _beginnings;

    /// <param name="entries"><see cref="Core"/>, <see cref="All"/>, names, or beginnings such as <c>call.*</c>.</param>
    public Forwarding(IReadOnlyCollection<string> entries)
    {
        _isAll = entries.Contains(All);
        _names = entries.Concat(entries.Contains(Core) ? EventCatalogue.Core : []).ToFrozenSet();
        _beginnings = [.. from entry in entries where entry.EndsWith('*') select entry[..^1]];
    }

    public bool Allows(string name) =>
        _isAll || _names.Contains(name) || Array.Exists(_beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));
}
