using System.Globalization;
using Bridge.Configuration;

namespace Bridge.Conversations;

/// <summary>Who counts as new: section <c>Contacts</c>.</summary>
internal sealed class ContactOptions : IHasRules
{
    public const string Section = "Contacts";

    /// <summary>
    /// From when <c>contact.created</c> is made; whoever wrote before is known. Always unless set; a date or time such as 2026-01-23 or
    /// 2026-01-23T10:00:00Z, UTC where it does not say otherwise.
    /// </summary>
    public string? CountFrom { get; init; }

    public DateTimeOffset? CountFromTime =>
        DateTimeOffset.TryParse(CountFrom, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public IEnumerable<string> FindProblems()
    {
        if (!string.IsNullOrWhiteSpace(CountFrom) && CountFromTime is null)
        {
            yield return $"{Settings.Describe(Settings.Key(Section, nameof(CountFrom)))} must be a date or time such as 2026-01-23 or "
                + $"2026-01-23T10:00:00Z, but is \"{CountFrom}\".";
        }
    }
}
