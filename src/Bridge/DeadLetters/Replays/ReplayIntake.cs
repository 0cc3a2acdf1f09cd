using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>The dead letters of a replay that were no events: translated as they would be today, and taken in.</summary>
internal sealed class ReplayIntake(
    AdminDatabase database,
    Retranslator retranslator,
    IntakeItems items,
    EventIntake intake,
    TimeProvider time
)
{
    /// <summary>
    /// What is no event goes the way every webhook goes, and is recognised there when it went it before; only then is the dead letter
    /// settled.
    /// </summary>
    public async Task TakeInAsync(ReplayRow replay, CancellationToken cancellationToken)
    {
        var deadLetters = await database.ReadAsync(
            connection => ReplaySteps.ReadRawAsync(connection, replay.Id, ReplayRun.MostPerStep),
            cancellationToken
        );
        foreach (var deadLetter in deadLetters)
        {
            var (batch, problem) = retranslator.Read(deadLetter.Reason, deadLetter.Payload, DeadLetterRow.Time(deadLetter.Received));
            if (batch is not null && problem is null)
            {
                problem = await FindRefusalAsync(batch, cancellationToken);
            }

            var what = problem is null ? $"translated, taken in as {Count(batch!)}" : $"still {deadLetter.Reason}: {problem}";
            await database.WriteAsync(
                async connection =>
                {
                    await ReplaySteps.SettleRawAsync(connection, deadLetter, problem, what, time.GetUtcNow());
                    return 0;
                },
                cancellationToken
            );
        }
    }

    /// <summary>
    /// Takes in what a dead letter is now. Not isolated: what the store refuses still is in the dead letter, where it was.
    /// </summary>
    /// <returns>Null when it is taken in; otherwise why the store refuses it.</returns>
    private async Task<string?> FindRefusalAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await intake.TakeInAsync(
                items.BatchOf(batch with { ReceivedAt = time.GetUtcNow() }) with
                {
                    IsReplay = true,
                },
                cancellationToken
            );
            return null;
        }
        catch (Exception refusal) when (StorageException.BlamesContents(refusal))
        {
            return UnstorableItems.Why(refusal);
        }
    }

    private static string Count(EventBatch batch) =>
        batch.Items.Count(item => item.Kind == IntakeKind.Event) is var events and not 1 ? $"{events} events" : "1 event";
}
