using Bridge.Storage;

namespace Bridge.Support;

/// <summary>The store as tests use it that are not about people.</summary>
internal static class StoreExtensions
{
    private static readonly Dictionary<PersonId, KnownPerson?> NothingLearned = [];

    public static Task<IntakeCounts> TakeInAsync(
        this IStore store,
        IReadOnlyList<IntakeItem> items,
        IReadOnlyList<long> drainedSpoolRows,
        CancellationToken cancellationToken
    ) => store.TakeInAsync(items, drainedSpoolRows, NothingLearned, cancellationToken);
}
