using System.Globalization;
using System.Text;

namespace Bridge.Benchmarks;

/// <summary>
/// Webhook bodies as Meta sends them: its escaping, both ids of a person, and a wamid that is different for every number.
/// </summary>
internal static class WebhookBodies
{
    private const string Opening = """{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[""";
    private const string Closing = "]}]}";
    private const string Metadata = """
        {"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"254711223344","phone_number_id":"106540352242922"},
        """;

    public const int FewPeople = 20_000;

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 6, 0, 0, TimeSpan.Zero);

    /// <summary>What stands before the last five digits of a number, each of its country's right length.</summary>
    private static readonly string[] NumberBlocks =
    [
        "2547120",
        "55119612",
        "4479110",
        "141655",
        "52155123",
        "9198123",
        "49151234",
        "2126123",
    ];
    private static readonly string[] Countries = ["KE", "BR", "GB", "CA", "MX", "IN", "DE", "MA"];
    private static readonly string[] Names = ["Amina Wanjiku", @"Jo\u00e3o da Silva", @"\u0410\u043d\u043d\u0430", "Kerry Fisher"];
    private static readonly string[] Statuses = ["sent", "delivered", "read"];

    private static readonly string[] Texts =
    [
        "Hello, I saw your offer. Is it still available?",
        @"Ol\u00e1! Qual o hor\u00e1rio de atendimento amanh\u00e3? \ud83d\ude4f",
        @"\u041a\u043e\u0433\u0434\u0430 \u0431\u0443\u0434\u0435\u0442 \u0434\u043e\u0441\u0442\u0430\u0432\u043a\u0430?",
        @"Asante sana \ud83d\ude0a nimepata, see https:\/\/shop.example\/orders\/4711 for the rest of it",
    ];

    /// <summary>One text message, about 0.6 KB.</summary>
    public static byte[] Text(int number) => Encoding.UTF8.GetBytes(Opening + TextChange(number, FewPeople) + Closing);

    /// <summary>One status of a template message, about 0.6 KB.</summary>
    public static byte[] Status(int number) => Encoding.UTF8.GetBytes(Opening + StatusChange(number, FewPeople) + Closing);

    /// <summary>One update: texts and statuses by turns.</summary>
    public static byte[] Single(int number) => Encoding.UTF8.GetBytes(Opening + Change(number, FewPeople) + Closing);

    /// <summary>Many updates in one body, as after an outage; 1000 are about 0.6 MB.</summary>
    /// <param name="people">How many different people they are about, at most 10 million.</param>
    public static byte[] Many(int first, int count, int people = FewPeople) =>
        Encoding.UTF8.GetBytes(
            Opening + string.Join(',', Enumerable.Range(first, count).Select(number => Change(number, people))) + Closing
        );

    private static string Change(int number, int people) =>
        int.IsEvenInteger(number) ? TextChange(number, people) : StatusChange(number, people);

    private static string TextChange(int number, int people) =>
        $$$"""
            {{{Metadata}}}{{{Contacts(number, people)}}},"messages":[{"from":"{{{Phone(number, people)}}}","from_user_id":"{{{Bsuid(
                number,
                people
            )}}}","id":"{{{Wamid(number, people)}}}","timestamp":"{{{Time(number)}}}","text":{"body":"{{{Texts[
                number / 2 % Texts.Length
            ]}}}"},"type":"text"}]},"field":"messages"}
            """;

    private static string StatusChange(int number, int people) =>
        $$$"""
            {{{Metadata}}}{{{Contacts(number, people)}}},"statuses":[{"id":"{{{Wamid(number, people)}}}","status":"{{{Statuses[
                number % Statuses.Length
            ]}}}","timestamp":"{{{Time(number)}}}","recipient_id":"{{{Phone(number, people)}}}","recipient_user_id":"{{{Bsuid(
                number,
                people
            )}}}","pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}}]},"field":"messages"}
            """;

    private static string Contacts(int number, int people) =>
        $$$"""
            "contacts":[{"profile":{"name":"{{{Names[number % Names.Length]}}}"},"wa_id":"{{{Phone(number, people)}}}","user_id":"{{{Bsuid(
                number,
                people
            )}}}"}]
            """;

    private static string Phone(int number, int people) =>
        $"{NumberBlocks[Person(number, people) % NumberBlocks.Length]}{Person(number, people):D5}";

    private static string Bsuid(int number, int people) =>
        $"{Countries[Person(number, people) % Countries.Length]}.134912086{Person(number, people):D11}";

    private static int Person(int number, int people) => number / 2 % people;

    private static string Time(int number) =>
        Start.AddSeconds(number / 100 % 3600).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Meta's own layout: base64 over the phone number and 20 hex digits, here the body's number scattered.</summary>
    private static string Wamid(int number, int people)
    {
        var phone = Encoding.ASCII.GetBytes(Phone(number, people));
        var unique = Encoding.ASCII.GetBytes($"3A{(uint)number * 2654435761u:X8}{number:X10}");
        return "wamid."
            + Convert.ToBase64String([0x1C, 0x18, (byte)phone.Length, .. phone, 0x15, 0x02, 0x00, 0x11, 0x18, 0x14, .. unique, 0x00]);
    }
}
