using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Up to when everything that was received has been taken in, wherever it waited: in a receiver's spool, in the queue, or with another
/// forwarder. Only below it is silence a fact.
/// </summary>
internal static class Watermark
{
    /// <summary>What is being received may take so long until it is spooled or published, and shows.</summary>
    public static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(5);

    /// <summary>What the broker has handed out may take so long until the forwarder has it.</summary>
    private static readonly TimeSpan InTransit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A forwarder that is silent may hold messages for so long before the broker gives them to others (its consumer timeout). One that
    /// was killed is waited for less, where another of its machine says goodbye for it: <see cref="FallenForwarders"/>.
    /// </summary>
    private static readonly TimeSpan ForwarderGoneAfter = TimeSpan.FromHours(1);

    /// <summary>So long after a process has said goodbye, what it gave back is with somebody else.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromMinutes(1);

    /// <summary>After the broker was away, so long until every receiver that lives has been heard.</summary>
    private static readonly TimeSpan Reunion = TimeSpan.FromMinutes(10);

    /// <param name="receiverGoneAfter">A receiver that was not heard for so long is gone for good, with what it may have spooled.</param>
    /// <param name="consumesFor">For how long messages have been coming from the broker without a break.</param>
    /// <returns>Null while it cannot be told.</returns>
    public static DateTimeOffset? Of(Heartbeats heartbeats, TimeSpan receiverGoneAfter, TimeSpan consumesFor)
    {
        var forwarders = heartbeats
            .Rows.Where(row => row.Role == HeartbeatRole.Forward && Age(row) < Lasting(row, ForwarderGoneAfter))
            .ToList();
        var receivers = heartbeats.Rows.Where(row => row.Role == HeartbeatRole.Receive && IsReceiver(row)).ToList();
        if (forwarders.Count == 0 || !receivers.Exists(row => !row.IsLeaving))
        {
            return null;
        }

        // A heartbeat tells of what was published before it. Some of that may have gone to another forwarder, so it counts once all of
        // them have said what they hold since.
        var heard = forwarders.Min(row => row.At);
        var told = receivers.ConvertAll(row => ToldBy(row, heard));
        return told.Contains(null) ? null : told.Concat(forwarders.Select(row => (DateTimeOffset?)row.ClearUntil)).Min();

        TimeSpan Age(HeartbeatRow row) => heartbeats.Now - row.At;
        bool IsReceiver(HeartbeatRow row) => Age(row) < Lasting(row, receiverGoneAfter) || (!row.IsLeaving && consumesFor < Reunion);
    }

    private static TimeSpan Lasting(HeartbeatRow row, TimeSpan goneAfter) => row.IsLeaving ? Goodbye : goneAfter;

    private static DateTimeOffset? ToldBy(HeartbeatRow row, DateTimeOffset heard) =>
        row.At + InTransit <= heard ? row.ClearUntil
        : row.PreviousAt + InTransit <= heard ? row.PreviousClearUntil
        : null;
}
