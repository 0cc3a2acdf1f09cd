using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>
/// One step of a replay: what was handed to the translator is taken in, then as many dead letters go out as rate, live traffic and
/// collectors leave room for.
/// </summary>
internal sealed partial class ReplayRun(
    AdminDatabase database,
    ReplayIntake intake,
    EventsQueued waiting,
    TimeProvider time,
    ILogger<ReplayRun> logger
)
{
    /// <summary>Dead letters in one step.</summary>
    internal const int MostPerStep = 500;

    /// <summary>Dead letters on their way at the same time: live events that come meanwhile stand behind no more than these.</summary>
    internal const int MostOnTheWay = 1000;

    /// <summary>A collector whose oldest live event waits longer gets no dead letters until it has caught up.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Short, for should two hold it, nothing is sent twice: each step takes its dead letters in one transaction. Only the rate would be
    /// off.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private readonly string _me = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";
    private readonly Dictionary<long, ReplayProgress> _progress = [];

    public async Task StepAsync(ReplayRow replay, CancellationToken cancellationToken)
    {
        if (!await HoldsLeaseAsync(replay, cancellationToken))
        {
            _progress.Remove(replay.Id);
            return;
        }

        await intake.TakeInAsync(replay, cancellationToken);
        if (replay.IsRunning)
        {
            await ReleaseAsync(replay, ProgressOf(replay), cancellationToken);
        }
    }

    /// <summary>Drops what is remembered of replays that are over.</summary>
    public void ForgetAllBut(IReadOnlyCollection<ReplayRow> active)
    {
        foreach (var id in _progress.Keys.Except(active.Select(replay => replay.Id)).ToList())
        {
            _progress.Remove(id);
        }
    }

    private ReplayProgress ProgressOf(ReplayRow replay) =>
        _progress.TryGetValue(replay.Id, out var progress)
            ? progress
            : _progress[replay.Id] = new ReplayProgress(new ReplayPace(time), time);

    private async Task<bool> HoldsLeaseAsync(ReplayRow replay, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isFresh = replay.LeaseOwner == _me && DeadLetterRow.Time(replay.LeaseUntil) - now > Lease / 2;
        return isFresh
            || await database.WriteAsync(
                connection => ReplaySteps.LeaseAsync(connection, replay.Id, _me, now, now + Lease),
                cancellationToken
            );
    }

    private async Task ReleaseAsync(ReplayRow replay, ReplayProgress progress, CancellationToken cancellationToken)
    {
        if (
            FirstReplayed.AllDiedAgain(replay)
            && await database.WriteAsync(connection => FirstReplayed.StopAsync(connection, replay, time.GetUtcNow()), cancellationToken)
        )
        {
            Stopped(replay.Id);
            return;
        }

        var behind = await FindBehindAsync(replay, progress, cancellationToken);
        var isAlone = FirstReplayed.AreAlone(replay, progress.Length);
        var room = isAlone
            ? FirstReplayed.Count - (int)replay.Released
            : MostOnTheWay - (int)(replay.Released - replay.Delivered - replay.Failed);
        var most = Math.Min(Math.Min(MostPerStep, room), replay.Rate is { } rate ? progress.Pace.Take(rate) : MostPerStep);
        var (released, passedOver) =
            most <= 0
                ? (0, 0)
                : await database.WriteAsync(
                    connection => ReplaySteps.ReleaseAsync(connection, replay, most, behind, time.GetUtcNow()),
                    cancellationToken
                );
        if (released > 0)
        {
            progress.Pace.Used(released);
            waiting.Raise();
        }

        await TellAsync(
            replay,
            progress,
            room > 0 ? BlockedReasonOf(behind)
                : isAlone ? FirstReplayed.GoAhead
                : "The dead letters handed out last have not arrived yet.",
            cancellationToken
        );
        if (
            released + passedOver == 0
            && replay.Released == replay.Delivered + replay.Failed
            && behind.Count == 0
            && await database.WriteAsync(connection => ReplaySteps.FinishAsync(connection, replay.Id, time.GetUtcNow()), cancellationToken)
        )
        {
            Finished(replay.Id, replay.Delivered, replay.Failed);
        }
    }

    private async Task<IReadOnlyList<string>> FindBehindAsync(
        ReplayRow replay,
        ReplayProgress progress,
        CancellationToken cancellationToken
    )
    {
        progress.Destinations ??= await database.ReadAsync(
            connection => ReplaySteps.ReadDestinationsAsync(connection, replay.Id),
            cancellationToken
        );
        var limit = (time.GetUtcNow() - Behind).ToUnixTimeMilliseconds();
        var behind = new List<string>();
        foreach (var destination in progress.Destinations)
        {
            var oldest = await database.ReadAsync(
                connection => ReplaySteps.FindOldestLiveAsync(connection, destination),
                cancellationToken
            );
            if (oldest < limit)
            {
                behind.Add(destination);
            }
        }

        return behind;
    }

    private static string? BlockedReasonOf(IReadOnlyList<string> behind) =>
        behind.Count == 0 ? null : $"Live events wait for {string.Join(", ", behind)} and go first.";

    private async Task TellAsync(ReplayRow replay, ReplayProgress progress, string? blockedReason, CancellationToken cancellationToken)
    {
        if (!FirstReplayed.WasResumed(replay) && blockedReason != replay.BlockedReason && progress.ShouldTell(blockedReason))
        {
            await database.WriteAsync(connection => ReplaySteps.HinderAsync(connection, replay.Id, blockedReason), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Replay {Replay} is over: {Delivered} dead letters delivered, {Failed} died again")]
    private partial void Finished(long replay, long delivered, long failed);

    [LoggerMessage(
        LogLevel.Warning,
        "Replay {Replay} stopped itself, because all of its first dead letters died again; mend the cause and resume it, or cancel it"
    )]
    private partial void Stopped(long replay);

    /// <summary>What this process remembers of a replay between two steps.</summary>
    private sealed class ReplayProgress(ReplayPace pace, TimeProvider time)
    {
        private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

        private readonly long _begun = time.GetTimestamp();
        private string? _blockedReason;
        private long _since;

        public ReplayPace Pace => pace;

        /// <summary>For how long this process carries it out.</summary>
        public TimeSpan Length => time.GetElapsedTime(_begun);

        /// <summary>Where its dead letters go; asked once.</summary>
        public IReadOnlyList<string>? Destinations { get; set; }

        /// <summary>Whether a reason that blocks it, or its end, has lasted long enough to be told.</summary>
        public bool ShouldTell(string? blockedReason)
        {
            if (blockedReason != _blockedReason)
            {
                (_blockedReason, _since) = (blockedReason, time.GetTimestamp());
            }

            return time.GetElapsedTime(_since) >= Settled;
        }
    }
}
