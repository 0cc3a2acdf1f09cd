using System.Text.RegularExpressions;
using Bridge.Configuration;
using Bridge.Core.Translation;

namespace Bridge.Intake;

/// <summary>Which events leave Bridge: section <c>Events</c>.</summary>
internal sealed partial class ForwardOptions : IHasRules
{
    public const string Section = "Events";
    public const string Key = "Events:Forward";

    /// <summary>
    /// <c>core</c> (the events of the collector's guides, failures, referrals and consent), <c>all</c>, names, or beginnings such as
    /// <c>call.*</c>; a list, or one text with commas. core unless set. What is not forwarded is counted by name.
    /// </summary>
    public IReadOnlyList<string> Forward { get; set; } = [];

    public void Complete(IConfiguration configuration)
    {
        var entries = SettingList.Read(configuration, Key, Forward);
        Forward = entries.Length == 0 ? [Forwarding.Core] : entries;
    }

    public IEnumerable<string> FindProblems() =>
        from entry in Forward
        where entry is not (Forwarding.Core or Forwarding.All) && !NameOrBeginning().IsMatch(entry)
        select $"{Settings.Describe(Key)} must be core, all, or event names such as message.read and beginnings such as call.*, "
            + $"with commas between, but one is \"{entry}\".";

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*\.([a-z0-9_]+|\*)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameOrBeginning();
}
