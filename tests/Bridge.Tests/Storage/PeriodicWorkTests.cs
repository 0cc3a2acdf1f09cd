using Bridge.Support;
using Microsoft.Extensions.Logging;

namespace Bridge.Storage;

/// <summary>Work that comes again and again goes on after whatever failure, and tells of it once.</summary>
public class PeriodicWorkTests
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    [Test]
    public async Task It_works_at_once_and_then_every_so_often()
    {
        var (time, log) = (new ManualTime(), new LogRecorder());
        using var work = new Work(time, log, _ => null);

        await work.StartAsync(CancellationToken.None);
        await work.ReachAsync(1);
        time.Advance(Every);
        await work.ReachAsync(2);
        await work.StopAsync(CancellationToken.None);

        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public async Task A_failure_is_said_once_until_it_is_over_and_ends_a_turn_only()
    {
        var (time, log) = (new ManualTime(), new LogRecorder());
        using var work = new Work(
            time,
            log,
            turn =>
                turn switch
                {
                    1 or 2 or 5 => new StorageException("The disk is full."),
                    4 => new InvalidOperationException("nobody expected it"),
                    _ => null,
                }
        );

        await work.StartAsync(CancellationToken.None);
        for (var turn = 1; turn < 6; turn++)
        {
            await work.ReachAsync(turn);
            await Eventually.HoldsAsync(
                () =>
                {
                    time.Advance(turn is 3 ? Every : AfterFailure);
                    return work.Turns > turn;
                },
                "the next turn comes"
            );
        }

        await work.StopAsync(CancellationToken.None);

        Assert.That(
            log.Lines.Take(4).Select(line => $"{line.Level} {line.Message}"),
            Is.EqualTo(
                (string[])
                    [
                        "Warning The cellar floods: The disk is full.",
                        "Debug The cellar floods: The disk is full.",
                        "Error The cellar floods: something nobody expected happened",
                        "Debug The cellar floods: The disk is full.",
                    ]
            )
        );
    }

    private sealed class Work(TimeProvider time, ILogger log, Func<int, Exception?> failureOf)
        : PeriodicWork("The cellar floods", Every, time, log, AfterFailure)
    {
        private int _turns;

        public int Turns => Volatile.Read(ref _turns);

        public Task ReachAsync(int turn) => Eventually.HoldsAsync(() => Turns >= turn, $"turn {turn} comes");

        protected override Task WorkAsync(CancellationToken cancellationToken) =>
            failureOf(Interlocked.Increment(ref _turns)) is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
