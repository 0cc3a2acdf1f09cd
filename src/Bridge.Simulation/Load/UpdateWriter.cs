using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Bridge.Simulation.Load;

/// <summary>
/// Updates as Meta writes them into one webhook: an entry for each business, in it a change with its messages and one with its statuses.
/// </summary>
/// <param name="start">The time of day at which the run starts.</param>
/// <param name="hasBots">Whether the businesses note on their messages who wrote them.</param>
internal sealed class UpdateWriter(int seed, DateTimeOffset start, bool hasBots = false)
{
    private static readonly Business[] Businesses =
    [
        new("102233445566778", "110045678901234", "254709000111"),
        new("102233445566779", "110045678901235", "5511930000222"),
        new("102233445566780", "110045678901236", "919800000333"),
    ];

    /// <summary>Meta's id of the business number to which somebody writes.</summary>
    public static string NumberOf(int person) => Businesses[person % Businesses.Length].NumberId;

    private readonly People _people = new(seed);

    public byte[] Write(IReadOnlyList<Update> updates)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 * updates.Count);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "whatsapp_business_account"u8);
            json.WriteStartArray("entry"u8);
            foreach (var ofBusiness in updates.GroupBy(update => update.Person % Businesses.Length))
            {
                WriteEntry(json, Businesses[ofBusiness.Key], ofBusiness.ToLookup(update => update.Kind is UpdateKind.Message));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The id of a message, the same in every update about it.</summary>
    public string MessageId(long number) => MessageId(seed, number);

    /// <inheritdoc cref="MessageId(long)"/>
    public static string MessageId(int seed, long number)
    {
        Span<byte> key = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(key[4..], number);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return "wamid.HBgM" + Convert.ToBase64String(hash[..27]);
    }

    private void WriteEntry(Utf8JsonWriter json, Business business, ILookup<bool, Update> updates)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, business.AccountId);
        json.WriteStartArray("changes"u8);
        if (updates[true].Any())
        {
            WriteChange(
                json,
                business,
                "contacts"u8,
                updates[true].DistinctBy(update => update.Person),
                WriteContact,
                "messages"u8,
                updates[true],
                (writer, update) => WriteMessage(writer, business, update)
            );
        }

        if (updates[false].Any())
        {
            WriteChange(json, business, default, [], WriteContact, "statuses"u8, updates[false], WriteStatus);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteChange(
        Utf8JsonWriter json,
        Business business,
        ReadOnlySpan<byte> contactsName,
        IEnumerable<Update> contacts,
        Action<Utf8JsonWriter, Update> writeContact,
        ReadOnlySpan<byte> name,
        IEnumerable<Update> updates,
        Action<Utf8JsonWriter, Update> write
    )
    {
        json.WriteStartObject();
        json.WriteStartObject("value"u8);
        json.WriteString("messaging_product"u8, "whatsapp"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("display_phone_number"u8, business.Number);
        json.WriteString("phone_number_id"u8, business.NumberId);
        json.WriteEndObject();
        if (!contactsName.IsEmpty)
        {
            WriteArray(json, contactsName, contacts, writeContact);
        }

        WriteArray(json, name, updates, write);
        json.WriteEndObject();
        json.WriteString("field"u8, "messages"u8);
        json.WriteEndObject();
    }

    private static void WriteArray(
        Utf8JsonWriter json,
        ReadOnlySpan<byte> name,
        IEnumerable<Update> updates,
        Action<Utf8JsonWriter, Update> write
    )
    {
        json.WriteStartArray(name);
        foreach (var update in updates)
        {
            json.WriteStartObject();
            write(json, update);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteContact(Utf8JsonWriter json, Update update)
    {
        var person = _people[update.Person];
        json.WriteStartObject("profile"u8);
        json.WriteString("name"u8, person.Name);
        json.WriteEndObject();
        WriteUnlessNull(json, "wa_id"u8, person.Phone);
        json.WriteString("user_id"u8, person.UserId);
    }

    private void WriteMessage(Utf8JsonWriter json, Business business, Update update)
    {
        var person = _people[update.Person];
        WriteUnlessNull(json, "from"u8, person.Phone);
        json.WriteString("from_user_id"u8, person.UserId);
        json.WriteString("id"u8, MessageId(update.Message));
        json.WriteString("timestamp"u8, Seconds(update));
        if (update.Answers > 0)
        {
            json.WriteStartObject("context"u8);
            json.WriteString("from"u8, business.Number);
            json.WriteString("id"u8, MessageId(update.Answers));
            json.WriteEndObject();
        }

        MessageContents.Write(json, Dice.Roll(seed, update.Message, salt: 0), update.Story);
    }

    private void WriteStatus(Utf8JsonWriter json, Update update)
    {
        var person = _people[update.Person];
        json.WriteString("id"u8, MessageId(update.Message));
        json.WriteString("status"u8, update.Kind.ToString().ToLowerInvariant());
        json.WriteString("timestamp"u8, Seconds(update));
        WriteUnlessNull(json, "recipient_id"u8, person.Phone);
        json.WriteString("recipient_user_id"u8, person.UserId);
        StatusDetails.Write(json, update, hasBots);
    }

    private static void WriteUnlessNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private string Seconds(Update update) => (start + update.At).ToUnixTimeSeconds().ToString();

    private sealed record Business(string AccountId, string NumberId, string Number);
}
