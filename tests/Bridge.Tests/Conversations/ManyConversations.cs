using System.Globalization;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>What Meta and a CRM tell of the conversations of some people over some weeks; a seed always gives the same.</summary>
internal sealed class ManyConversations(Random random)
{
    private const int People = 6;

    /// <summary>
    /// So many are named by both ids in every message they write; of the others nobody knows at first that two ids are one person, and
    /// their contact may have been told under both when it turns out.
    /// </summary>
    public const int AlwaysNamed = 4;

    private static readonly DateTimeOffset Began = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Received = Began.AddDays(30);

    /// <summary>Each telling as the items of a batch, in the order in which things happened.</summary>
    public IReadOnlyList<byte[]> InOrder()
    {
        var told = new List<(int At, byte[] Items)>();
        for (var person = 0; person < People; person++)
        {
            var at = random.Next(60);
            for (var left = random.Next(4, 20); left > 0; left--)
            {
                at += random.Next(6) == 0 ? random.Next(25, 40) * 3600 : random.Next(1, 1800);
                told.AddRange(Tell(new Moment(person, $"wamid.{person}.{left}", at)).Select(items => (at, items)));
            }
        }

        return [.. told.OrderBy(item => item.At).Select(item => item.Items)];
    }

    private IEnumerable<byte[]> Tell(Moment moment) =>
        random.Next(10) switch
        {
            < 4 => [moment.Message(random.Next(4) == 0 ? "a person" : "hello", isNamed: true)],
            4 when moment.Person >= AlwaysNamed => [moment.Message("hello", isNamed: false)],
            < 7 => [moment.Status(random.Next(3) == 0 ? "agentId=a1" : "isAutomated=true")],
            7 => [moment.Status("note"), moment.Captured("message.sent", $"\"messageId\":\"{moment.Id}\",\"agentId\":\"a2\"")],
            8 => [moment.Captured("chat.assigned", "\"agentId\":\"a3\"")],
            _ =>
            [
                random.Next(2) == 0
                    ? moment.Captured("chat.resolved", "\"resolution\":\"done\"")
                    : moment.Captured("contact.created", "\"source\":\"crm\""),
            ],
        };

    /// <summary>Something happens to somebody.</summary>
    private sealed record Moment(int Person, string Id, int At)
    {
        private string Phone => $"25471234567{Person}";

        private string Bsuid => $"KE.2099001827553641770{Person}";

        private DateTimeOffset Time => Began.AddSeconds(At);

        private string Seconds => Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        public byte[] Message(string text, bool isNamed) =>
            Webhook(
                $$"""
                "messages":[{{{(isNamed ? $"\"from\":\"{Phone}\"," : "")}}"from_user_id":"{{Bsuid}}","id":"{{Id}}",
                "timestamp":"{{Seconds}}","type":"text","text":{"body":"{{text}}"} }]
                """
            );

        public byte[] Status(string note) =>
            Webhook(
                $$"""
                "statuses":[{"id":"{{Id}}","status":"sent","timestamp":"{{Seconds}}","recipient_id":"{{Phone}}",
                "biz_opaque_callback_data":"{{note}}"}]
                """
            );

        public byte[] Captured(string name, string properties) =>
            Tellings.OfCrm(name, $"+{Phone}", Time, $"\"chatId\":\"chat_{Person}\",{properties}", Received, Translations.Source);

        private static byte[] Webhook(string value) => Tellings.OfMeta(value, Received);
    }
}
