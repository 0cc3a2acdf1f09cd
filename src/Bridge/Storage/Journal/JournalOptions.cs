using System.ComponentModel.DataAnnotations;

namespace Bridge.Storage.Journal;

/// <summary>How long it can be told what became of events that left (<c>Journal</c>).</summary>
internal sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>
    /// How long it is kept which events were delivered, dropped or dead, and when: what <c>trace</c> and <c>tail</c> tell. 3 days unless
    /// set; 0, which keeps nothing, to 90 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(3);

    /// <summary>
    /// The bytes the journal may hold, about 32 for an event; what is oldest goes first. 256 MiB unless set; 1 MiB to 1 TiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxBytes { get; init; } = 256 << 20;

    internal bool IsKept => KeepFor > TimeSpan.Zero;
}
