using System.Text;

namespace Bridge.Storage;

/// <summary>
/// The simplest of reducers, for what the store does around any: a conversation remembers the ids of its items, and how it was told of
/// contacts. The first item of each makes an event of its own.
/// </summary>
internal class CountedConversing : IConversing
{
    public static CountedConversing Instance { get; } = new();

    public IReadOnlyList<Guid> Unidentified(IReadOnlyList<TakenItem> items) => [];

    public virtual Conversed Converse(
        IReadOnlyList<TakenItem> items,
        IReadOnlyDictionary<ConversationRowKey, ConversationRow> conversations,
        IReadOnlyDictionary<Guid, KnownPerson> people
    )
    {
        var rows = conversations.ToDictionary();
        var stored = new List<IntakeItem>();
        foreach (var (item, conversation) in items)
        {
            stored.Add(item);
            if (conversation is not { } key)
            {
                continue;
            }

            var before = rows[key];
            if (before.State.IsEmpty && !before.IsKnownContact)
            {
                stored.Add(Created(item, key));
            }

            rows[key] = before with { State = Write([.. Read(before.State), item.Id]) };
        }

        return new Conversed(stored, [.. rows.Values]);
    }

    public Conversed Expire(IReadOnlyList<ConversationRow> rows, IReadOnlyDictionary<Guid, KnownPerson> people, DateTimeOffset watermark) =>
        new([], [.. rows.Select(row => row with { DueAt = null })]);

    public IntakeItem Revive(IntakeItem item, ReadOnlyMemory<byte> about) =>
        item with
        {
            Conversation = Support.Translations.Source,
            Clue = new PersonClue(new PersonId("", "revived")),
        };

    public ReadOnlyMemory<byte> RollUp(IReadOnlyList<IntakeItem> items) => default;

    public ConversationRow Merge(ConversationRow older, ConversationRow younger) =>
        older with
        {
            State = Write([.. Read(older.State), .. Read(younger.State)]),
        };

    public static IReadOnlyList<Guid> Read(ReadOnlyMemory<byte> state) =>
        state.IsEmpty ? [] : [.. Encoding.UTF8.GetString(state.Span).Split(' ').Select(Guid.Parse)];

    private static byte[] Write(IEnumerable<Guid> ids) => Encoding.UTF8.GetBytes(string.Join(' ', ids));

    private static IntakeItem Created(IntakeItem item, ConversationRowKey key) =>
        item with
        {
            Id = Core.Events.EventId.From($"contact:{key.Number}:{key.Person}"),
            Name = "contact.created",
            IsDerived = true,
            IsForwarded = true,
        };
}
