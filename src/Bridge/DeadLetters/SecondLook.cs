using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.DeadLetters;

/// <summary>
/// Erases once more, a while after somebody was erased: what was being taken in or refused at that very moment, or by a forwarder that had
/// not heard yet, was stored past it.
/// </summary>
internal sealed class SecondLook(AdminDatabase database, PersonErasure erasure, TimeProvider time, ILogger<SecondLook> logger)
    : PeriodicWork("Erased people are looked for a second time a while later", TimeSpan.FromMinutes(1), time, logger)
{
    private static readonly Actor By = new("erasure");

    /// <summary>Longer than it goes unnoticed by a forwarder, and than a group is being taken in.</summary>
    internal static readonly TimeSpan After = PendingErasures.ReadEvery * 60;

    private readonly TimeProvider _time = time;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var persons = await database.ReadAsync(connection => ErasureTable.ReadToLookAgainAsync(connection, now - After), cancellationToken);
        foreach (var (person, askedAt) in persons)
        {
            var audit = new RunningAudit(_time, By, "erase", "a person, looked for a second time", why: null);
            await erasure.LookAgainAsync(person, DateTimeOffset.FromUnixTimeMilliseconds(askedAt), audit, cancellationToken);
        }

        if (persons.Count > 0)
        {
            await database.WriteAsync(
                connection => ErasureTable.LookedAgainAsync(connection, persons.Select(one => one.Person), now),
                cancellationToken
            );
        }
    }
}
