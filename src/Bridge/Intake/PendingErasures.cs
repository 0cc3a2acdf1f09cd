using Bridge.Core.Events;
using Bridge.Identity;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>
/// Leaves out what is about a person who was erased while it was on its way: in a spool, in the broker, or with Meta, which repeats. Every
/// way into the store comes through here. Thread-safe.
/// </summary>
/// <remarks>What happened after the erasure was asked for is kept: it is new.</remarks>
internal sealed class PendingErasures(AdminDatabase database, IOptions<IdentityOptions> identity, TimeProvider time)
{
    /// <summary>The rule under which it is counted.</summary>
    public const string Rule = DropRule.Erased;

    /// <summary>How long another process's erasure may go unnoticed; erasing looks a second time later than that.</summary>
    public static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(1);

    private readonly Pseudonyms? _pseudonyms = identity.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(identity.Value.Pepper!) : null;
    private volatile Known? _known;

    /// <summary>Somebody was erased by this very process.</summary>
    public void Renew() => _known = null;

    /// <summary>Whether somebody with this id was erased lately, or may have been just now.</summary>
    public bool Has(PersonId id) => _known is not { } known || known.Erased.AskedAt(id.Id.AsSpan().TrimStart('+')) is not null;

    /// <exception cref="StorageException">The store cannot say who was erased.</exception>
    public async ValueTask<IReadOnlyList<IntakeItem>> LeaveOutAsync(IReadOnlyList<IntakeItem> items, CancellationToken cancellationToken)
    {
        var erased = await ReadAsync(cancellationToken);
        if (erased.IsEmpty)
        {
            return items;
        }

        return [.. items.Where(item => !IsErased(item, erased))];
    }

    private async ValueTask<ErasedIds> ReadAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < ReadEvery)
        {
            return known.Erased;
        }

        var readAt = time.GetTimestamp();
        var erased = new ErasedIds(
            await database.ReadAsync(connection => ErasureTable.ReadAsync(connection, time.GetUtcNow()), cancellationToken)
        );
        _known = new Known(erased, readAt);
        return erased;
    }

    private bool IsErased(IntakeItem item, ErasedIds erased) =>
        AskedAt(item, erased) is { } asked && HappenedAt(item).ToUnixTimeMilliseconds() <= asked;

    /// <summary>As the event says, unless that is later than when it was received.</summary>
    private static DateTimeOffset HappenedAt(IntakeItem item) =>
        item.About?.HappenedAt is { } told && told < item.ReceivedAt ? told : item.ReceivedAt;

    private long? AskedAt(IntakeItem item, ErasedIds erased) =>
        erased.AskedAtOfAnyIn(item.Payload.Span) ?? (_pseudonyms is null || item.About is null ? null : AskedAt(item.About, erased));

    /// <summary>Of somebody named by the pseudonym under which they left.</summary>
    private long? AskedAt(EventSubject about, ErasedIds erased) =>
        new[] { about.UserId, about.Phone, about.Bsuid, about.ParentBsuid, about.PreviousUserId, about.NewUserId }
            .OfType<string>()
            .Max(id => erased.AskedAt(_pseudonyms!.Of(id)));

    private sealed record Known(ErasedIds Erased, long ReadAt);
}
