using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// Forgets the ids of events that Meta repeats no more, and clicks of which nothing comes any more, in small steps that let other writes
/// pass between them.
/// </summary>
internal sealed class SeenExpiry(IIntakeStore store, TimeProvider time, IOptions<IntakeOptions> options, ILogger<SeenExpiry> logger)
    : PeriodicWork("Old event ids are kept a while longer", TimeSpan.FromMinutes(1), time, logger)
{
    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (await store.ForgetSeenAsync(options.Value.RememberFor, cancellationToken)) { }
        while (await store.ForgetClicksAsync(Time.GetUtcNow() - Click.KeptFor, cancellationToken)) { }
    }
}
