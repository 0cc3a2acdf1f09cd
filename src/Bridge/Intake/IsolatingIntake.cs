using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Intake;

/// <summary>
/// Takes in a group whatever is in it: one that the store refuses is halved until the culprits stand alone, and only those become dead
/// letters. A few culprits among n items take about 2·log2(n) transactions each, most of which are rolled back and cost no flush; where
/// each part holds one, the parts get small at once, so that a flood of them takes hardly more than a transaction for each item.
/// </summary>
internal sealed partial class IsolatingIntake(EventIntake intake, TimeProvider time, ILogger<IsolatingIntake> logger)
{
    private const int Halves = 2;

    /// <summary>How many times as many parts are made of a part when all before it, beside it, were refused too.</summary>
    private const int Flood = 8;

    private readonly LogThrottle _throttle = new(time);

    /// <summary>In one transaction unless it is refused; afterwards all of it is in the store. May be repeated when it failed.</summary>
    /// <remarks>The drained spool rows go with the last transaction.</remarks>
    /// <exception cref="StorageException">The store takes nothing just now.</exception>
    public async Task TakeInAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        if (await FindRefusalAsync(batch, cancellationToken) is not { } refusal)
        {
            return;
        }

        var dead = new List<IntakeItem>();
        await IsolateAsync(batch.Items.ToArray(), Halves, refusal, dead, cancellationToken);
        Tell(refusal, dead.Count);
        await intake.TakeInAsync(batch with { Items = dead }, cancellationToken);
    }

    private async Task IsolateAsync(
        ArraySegment<IntakeItem> items,
        int parts,
        Exception refusal,
        List<IntakeItem> dead,
        CancellationToken cancellationToken
    )
    {
        if (items.Count == 1)
        {
            dead.Add(UnstorableItems.Of(items[0], UnstorableItems.Why(refusal)));
            return;
        }

        var size = (items.Count + parts - 1) / parts;
        var isFlood = false;
        for (var at = 0; at < items.Count; at += size)
        {
            var part = items.Slice(at, Math.Min(size, items.Count - at));
            var again = await FindRefusalAsync(new IntakeBatch(part), cancellationToken);
            if (again is not null)
            {
                await IsolateAsync(part, isFlood ? parts * Flood : Halves, again, dead, cancellationToken);
            }

            isFlood = again is not null && (isFlood || at == 0);
        }
    }

    /// <returns>Null when all of it is committed; otherwise why the store refuses what is in it.</returns>
    private async Task<Exception?> FindRefusalAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await intake.TakeInAsync(batch, cancellationToken);
            return null;
        }
        catch (Exception refusal) when (batch.Items.Count > 0 && StorageException.BlamesContents(refusal))
        {
            return refusal;
        }
    }

    private void Tell(Exception refusal, int dead)
    {
        if (dead > 0 && _throttle.ShouldLog(out var groups))
        {
            Refused(refusal, dead, groups, UnstorableItems.Why(refusal));
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The store refuses what {Items} items hold; they become dead letters (unstorable), all others are taken in. "
            + "{Groups} groups lately. {Problem}"
    )]
    private partial void Refused(Exception refusal, int items, long groups, string problem);
}
