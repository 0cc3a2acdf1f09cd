using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Finds whose click it was where Meta names the click and nobody, as in what it saw come of an ad (<c>conversion.*</c>).
/// </summary>
internal sealed class ClickedItems(IIntakeStore store)
{
    /// <returns>The items; those of which it is known as events of the person who clicked.</returns>
    public async Task<IReadOnlyList<IntakeItem>> JoinAsync(IReadOnlyList<IntakeItem> items, CancellationToken cancellationToken)
    {
        var asked = items.Select(AskedBy).OfType<Guid>().ToHashSet();
        if (asked.Count == 0)
        {
            return items;
        }

        var known = new Dictionary<Guid, PersonId>(await store.FindClicksAsync(asked, cancellationToken));
        foreach (var item in items)
        {
            Learn(known, item);
        }

        return [.. items.Select(item => AskedBy(item) is { } click && known.TryGetValue(click, out var by) ? Of(item, by) : item)];
    }

    private static Guid? AskedBy(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, IsFromCrm: false, About: { } about } && Click.AskedBy(about) is { } click
            ? Click.IdOf(EventIdentity.Of(about).Account, click)
            : null;

    /// <summary>What the same group tells is in no store yet.</summary>
    private static void Learn(Dictionary<Guid, PersonId> known, IntakeItem item)
    {
        if (item is { Kind: IntakeKind.Event, IsFromCrm: false, About: { } about } && Click.TellsOf(about) is { } click)
        {
            var identity = EventIdentity.Of(about);
            if (identity.ClueTo(_ => false) is { } clue)
            {
                known[Click.IdOf(identity.Account, click)] = clue.Id;
            }
        }
    }

    private static IntakeItem Of(IntakeItem item, PersonId by)
    {
        var chat = item.Source is { } number ? $"chat_{number}_{by.Id.TrimStart('+')}" : $"chat_{by.Id.TrimStart('+')}";
        return item with { About = item.About! with { UserId = by.Id, ChatId = chat }, Payload = Write(item.Payload, by.Id, chat) };
    }

    private static ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload, string userId, string chat)
    {
        if (!JsonTape.TryParse(payload, out var tape))
        {
            return payload; // what nests deeper than anything Bridge makes stays as it is
        }

        using (tape)
        {
            var output = new ArrayBufferWriter<byte>(payload.Length + 256);
            using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
            {
                Write(writer, tape.Root, userId, chat);
            }

            return output.WrittenMemory;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonView said, string userId, string chat)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in said.Properties)
        {
            writer.WritePropertyName(name);
            if (name == "userId")
            {
                writer.WriteStringValue(userId);
            }
            else if (name == "properties" && value.IsObject)
            {
                WriteProperties(writer, value, chat);
            }
            else
            {
                writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter writer, JsonView properties, string chat)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in properties.Properties)
        {
            if (name != "chatId")
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Raw.Span, skipInputValidation: true);
            }
        }

        writer.WriteString("chatId"u8, chat);
        writer.WriteEndObject();
    }
}
