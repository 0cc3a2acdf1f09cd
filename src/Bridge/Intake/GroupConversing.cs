using System.Buffers;
using System.Text.Json;
using Bridge.Conversations;
using Bridge.Core.Events;
using Bridge.Identity;
using Bridge.Messaging;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Lets the items of a group move their conversations: events get what only those know, and what follows from them goes out as any other
/// event does. Belongs to one group; its last run is the one that counts.
/// </summary>
/// <param name="identities">Whom the items are about, by their ids.</param>
internal sealed class GroupConversing(
    ConversationReducer reducer,
    UserIdChoice choice,
    Forwarding forwarding,
    DestinationOf destinationOf,
    Dictionary<Guid, IdentifiedItem> identities
) : IConversing
{
    /// <summary>What followed and does not leave.</summary>
    public IReadOnlyList<IntakeItem> NotForwarded { get; private set; } = [];

    public Conversed Converse(IReadOnlyList<TakenItem> items, IReadOnlyDictionary<ConversationRowKey, ConversationRow> conversations)
    {
        var moves = new Dictionary<ConversationRowKey, ConversationMove>();
        var (stored, after) = (items.Select(taken => taken.Item).ToArray(), new List<(int Place, IntakeItem Item)>());
        foreach (var places in Enumerable.Range(0, items.Count).Where(place => items[place].Conversation is not null).ToLookup(place => items[place].Conversation!.Value))
        {
            var move = reducer.Apply(conversations[places.Key], [.. places.Select(place => stored[place])]);
            moves.Add(places.Key, move);
            foreach (var (place, fact) in places.Zip(move.Facts))
            {
                stored[place] = Finish(stored[place], fact.Adds, fact.IsRepeat, move.ChatId);
            }

            var cause = identities[stored[places.First()].Id];
            after.AddRange(move.Derived.Select(derived => (PlaceOf(derived, places, items), Derive(derived, items[places.First()].Item, cause.Person))));
        }

        NotForwarded = [.. after.Select(derived => derived.Item).Where(item => !item.IsForwarded)];
        return new Conversed(Ordered(stored, after), [.. moves.Values.Select(move => move.Row)]);
    }

    public IntakeItem Revive(IntakeItem item, ReadOnlyMemory<byte>? about)
    {
        if (about is not { } bytes || ReadAbout(bytes) is not { } subject)
        {
            return item;
        }

        var identity = EventIdentity.Of(subject);
        var revived = ThreadItems.Of(item with { About = subject, Clue = identity.ClueTo(_ => false) });
        identities[item.Id] = new IdentifiedItem(revived, identity, null);
        return revived;
    }

    public ConversationRow Merge(ConversationRow older, ConversationRow younger) => ConversationReducer.Merge(older, younger);
}
