using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Bridge.Storage;

/// <summary>
/// What becomes of a group's conversations if nothing of it was taken in before: reckoned on another thread while the store looks for its
/// ids, which takes as long, and of use when it was so.
/// </summary>
/// <remarks>
/// Whoever needs it before another thread has begun does it on its own, so that a transaction never waits for a thread.
/// </remarks>
internal sealed class ConversingAhead
{
    /// <summary>From so many items on another thread is asked: for a few that costs more than it spares.</summary>
    private const int WorthSharing = 32;

    private readonly IReadOnlyList<TakenItem> _items;
    private readonly Func<Conversed> _converse;
    private readonly IConversing _conversing;
    private readonly TaskCompletionSource<(Conversed, Lazy<ReadOnlyMemory<byte>>)> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private bool _isBegun;

    /// <param name="items">Of <see cref="ItemsOf"/>.</param>
    /// <param name="rows">A row for each conversation among the items.</param>
    public ConversingAhead(
        IReadOnlyList<TakenItem> items,
        IReadOnlyDictionary<ConversationRowKey, ConversationRow> rows,
        IConversing conversing
    )
    {
        (_items, _conversing) = (items, conversing);
        _converse = () => conversing.Converse(items, rows, FrozenDictionary<Guid, KnownPerson>.Empty);
        _ = Task.Run(Begin);
    }

    /// <returns>
    /// What of a group will be taken in if none of it was before; null where something else must be known first, or it is not worth it.
    /// </returns>
    public static IReadOnlyList<IntakeItem>? ItemsOf(IntakeBatch group)
    {
        if (group.Conversing is null || group.Items.Count < WorthSharing || !group.Items.All(IsPlain))
        {
            return null;
        }

        var items = group.Items.Where(item => !item.IsPutOff).DistinctBy(item => item.Id).ToList();
        return new PersonLessons(items, group.People).IsEmpty && LateAccounts.NumbersOf(items).Length == 0 ? items : null;
    }

    /// <summary>Until it is given up or done: nothing else may be done with the group's conversations meanwhile.</summary>
    public ConfiguredTaskAwaitable SettleAsync()
    {
        Begin();
        return WaitAsync();
    }

    /// <summary>As <see cref="SettleAsync"/>, and it need not begin any more.</summary>
    public ConfiguredTaskAwaitable GiveUpAsync() =>
        Interlocked.Exchange(ref _isBegun, true) ? WaitAsync() : Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.None);

    /// <summary>Whether it is reckoned with these: what was never taken in before.</summary>
    public bool IsOf(IReadOnlyList<IntakeItem> items) =>
        _items.Select(taken => taken.Item).SequenceEqual<object>(items, ReferenceEqualityComparer.Instance);

    /// <returns>What became of items and conversations, and what that adds to the figures.</returns>
    public Task<(Conversed Conversed, Lazy<ReadOnlyMemory<byte>> Counts)> UseAsync()
    {
        Begin();
        return _done.Task;
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _isBegun, true))
        {
            return;
        }

        try
        {
            var conversed = _converse();
            _done.SetResult((conversed, RollUpAside.Begin(conversed.Items, _conversing)));
        }
        catch (Exception cause) // it belongs to whoever uses it
        {
            _done.SetException(cause);
        }
    }

    private ConfiguredTaskAwaitable WaitAsync() => ((Task)_done.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits for nothing better under another id, and nothing waits for it under one.</summary>
    private static bool IsPlain(IntakeItem item) =>
        (item.ReplacedBy is null || item.ReplacedBy == item.Id) && item is { AlsoToldAs: null, FormerId: null };
}
