using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Delivery;

/// <summary>
/// Tells the store how this process finds its collectors, for the ops page wherever it runs, and hears there who wants one tried at once.
/// </summary>
internal sealed partial class GateReporter(
    AdminDatabase database,
    DeliveryStatus status,
    TimeProvider time,
    ILogger<GateReporter> logger,
    Destinations? destinations = null
) : PeriodicWork("The ops page does not hear how the collectors fare", TimeSpan.FromSeconds(2), time, logger)
{
    /// <summary>How often it speaks when nothing has changed: well within <see cref="GateTable.Alive"/>.</summary>
    private static readonly TimeSpan Heartbeat = GateTable.Alive / 3;

    private readonly TimeProvider _time = time;
    private readonly ILogger _logger = logger;
    private readonly string _me = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly Dictionary<string, long> _answered = [];
    private IReadOnlyList<DestinationStatus> _told = [];
    private long? _toldAt;
    private bool _knowsCalls;

    /// <summary>Says goodbye: who does not is missed.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await database.WriteAsync(
                async connection =>
                {
                    await GateTable.WriteAsync(connection, _me, [], _time.GetUtcNow());
                    return 0;
                },
                cancellationToken
            );
        }
        catch (StorageException)
        {
            // Then it is missed for a while.
        }
    }

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        await TellAsync(cancellationToken);
        await AnswerCallsAsync(cancellationToken);
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var (now, timestamp, destinations) = (_time.GetUtcNow(), _time.GetTimestamp(), status.Destinations);
        if (_toldAt is { } toldAt && _time.GetElapsedTime(toldAt) < Heartbeat && destinations.SequenceEqual(_told))
        {
            return;
        }

        await database.WriteAsync(
            async connection =>
            {
                if (_toldAt is null)
                {
                    await GateTable.ForgetPredecessorsAsync(connection, _me, now);
                }

                await GateTable.WriteAsync(connection, _me, destinations.Select(Report), now);
                return 0;
            },
            cancellationToken
        );
        (_told, _toldAt) = (destinations, timestamp);
    }

    /// <remarks>
    /// A call is told by its time being another one, not a later one: the clock may have been set. Those from before the start were for
    /// others.
    /// </remarks>
    private async Task AnswerCallsAsync(CancellationToken cancellationToken)
    {
        foreach (var (destination, askedAt) in await database.ReadAsync(GateTable.ReadCallsAsync, cancellationToken))
        {
            var isNew = _answered.TryGetValue(destination, out var answered)
                ? askedAt != answered
                : _knowsCalls || askedAt > _startedAt.ToUnixTimeMilliseconds();
            _answered[destination] = askedAt;
            if (isNew)
            {
                status.TryNow(destination);
                TriedAtOnce(DestinationWords.Of(destination));
            }
        }

        _knowsCalls = true;
    }

    private GateReport Report(DestinationStatus destination) =>
        new()
        {
            Destination = destination.Name,
            State = destination.Gate.State.ToString().ToLowerInvariant(),
            Reason = destination.Gate.Reason,
            Since = destination.Gate.Since.ToUnixTimeMilliseconds(),
            NextTry = destination.Gate.NextTry?.ToUnixTimeMilliseconds(),
            LastSuccess = destination.Gate.LastSuccess?.ToUnixTimeMilliseconds(),
            LastAnswer = destination.Gate.LastAnswer,
            LastAnswerAt = destination.Gate.LastAnswerAt?.ToUnixTimeMilliseconds(),
            Address = destinations?.Find(destination.Name)?.Url.Authority,
        };

    [LoggerMessage(LogLevel.Information, "{Destination} is tried at once, because somebody asked for it")]
    private partial void TriedAtOnce(string destination);
}
