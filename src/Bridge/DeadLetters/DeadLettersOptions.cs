using System.ComponentModel.DataAnnotations;

namespace Bridge.DeadLetters;

/// <summary>How long dead letters that were dealt with are kept: section <c>DeadLetters</c>.</summary>
internal sealed class DeadLettersOptions
{
    public const string Section = "DeadLetters";

    /// <summary>
    /// How long discarded and replayed dead letters, and past replays, are kept before they are purged; dead letters nobody has dealt with
    /// stay. 90 days unless set; 1 hour to 3650 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);
}
