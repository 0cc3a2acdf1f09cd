using System.ComponentModel.DataAnnotations;

namespace Bridge.Delivery;

/// <summary>How events travel to the collector (section <c>Delivery</c>); read once, at start.</summary>
internal sealed class DeliveryOptions
{
    public const string Section = "Delivery";

    /// <summary>
    /// How long one POST to the collector may take from connecting to the end of the answer, in seconds. 10 unless set; 1 to 120.
    /// </summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; init; } = 10;

    /// <summary>How many batches may be on their way to one destination at the same time. 4 unless set; 1 to 32.</summary>
    [Range(1, 32)]
    public int InFlight { get; init; } = 4;

    /// <summary>
    /// How long after its receipt an event is still posted; older ones become dead letters. 7 days unless set; 1 minute to 365 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// After how many single events refused in a row, of more than one name and with nothing taken in between, the destination is paused
    /// instead: its address or its contract is wrong, not the events. 20 unless set; 2 to 100 000.
    /// </summary>
    [Range(2, 100_000)]
    public int SuspectAfter { get; init; } = 20;

    /// <summary>How long an event may wait for others to share its batch, in milliseconds. 200 unless set; 0 to 1000.</summary>
    [Range(0, 1000)]
    public int LingerMilliseconds { get; init; } = 200;

    /// <summary>How often the store is asked for events when nothing announced any, in seconds. 5 unless set; 1 to 300.</summary>
    [Range(1, 300)]
    public int PollSeconds { get; init; } = 5;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    internal TimeSpan Linger => TimeSpan.FromMilliseconds(LingerMilliseconds);

    internal TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);
}
