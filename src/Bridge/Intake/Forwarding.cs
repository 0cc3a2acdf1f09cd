using System.Collections.Frozen;
using Bridge.Core.Translation;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>Whether an event leaves Bridge, by its name (<c>Events:Forward</c>).</summary>
internal sealed class Forwarding
{
    /// <summary>The rule under which what does not leave is counted.</summary>
    public const string Rule = DropRule.NotForwarded;

    private readonly bool _isAll;
    private readonly FrozenSet<string> _names;
    private readonly string[] _beginnings;

    public Forwarding(IOptions<ForwardOptions> options)
    {
        var entries = options.Value.Forward;
        _isAll = entries.Contains(ForwardOptions.All);
        _names = entries.Concat(entries.Contains(ForwardOptions.Core) ? EventCatalogue.Core : []).ToFrozenSet();
        _beginnings = [.. from entry in entries where entry.EndsWith('*') select entry[..^1]];
    }

    public bool Allows(string name) =>
        _isAll || _names.Contains(name) || Array.Exists(_beginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));
}
