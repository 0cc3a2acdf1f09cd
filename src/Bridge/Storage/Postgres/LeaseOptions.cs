using System.ComponentModel.DataAnnotations;

namespace Bridge.Storage.Postgres;

/// <summary>How forwarders that share a store agree on who posts what (section <c>Delivery</c>, beside delivery's own options).</summary>
internal sealed class LeaseOptions
{
    public const string Section = "Delivery";

    /// <summary>
    /// How long after a forwarder's death the events it was about to post stay with it before another posts them, in seconds.
    /// While it lives it renews its leases every third of this time. 60 unless set; 10 to 3600. Without meaning for a SQLite store.
    /// </summary>
    [Range(10, 3600)]
    public int LeaseSeconds { get; init; } = 60;

    internal TimeSpan Duration => TimeSpan.FromSeconds(LeaseSeconds);

    internal TimeSpan RenewEvery => Duration / 3;
}
