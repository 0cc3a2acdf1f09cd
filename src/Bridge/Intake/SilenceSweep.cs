using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Ends conversations in which nothing was written for long, once it is sure that nothing was.</summary>
/// <param name="findWatermark">Up to when everything that was received is taken in; null while that cannot be told.</param>
internal sealed class SilenceSweep(
    Func<CancellationToken, Task<DateTimeOffset?>> findWatermark,
    EventIntake intake,
    TimeProvider time,
    ILogger<SilenceSweep> logger
) : PeriodicWork("Conversations that are over are ended later", TimeSpan.FromSeconds(2), time, logger)
{
    /// <summary>Conversations ended in one transaction: few, since messages of theirs wait for it.</summary>
    internal const int Step = 100;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        if (await findWatermark(cancellationToken) is not { } watermark)
        {
            return;
        }

        while (await intake.ExpireConversationsAsync(watermark, Step, cancellationToken) == Step) { }
    }
}
