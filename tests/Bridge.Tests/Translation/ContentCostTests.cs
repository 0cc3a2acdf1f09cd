using System.Text;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Support;

namespace Bridge.Translation;

/// <summary>
/// What a body costs is a multiple of what it weighs, whatever it holds. Measured in the bytes that translating and writing it allocate and
/// come to, which are the same on every machine: twice the body may not cost more than two and a half times as much.
/// </summary>
[TestFixture]
[Alone] // measures what is allocated
internal sealed class ContentCostTests
{
    private const string Number = "\"metadata\":{\"phone_number_id\":\"110045678901234\"}";
    private const double MostGrowth = 2.5;

    /// <summary>Bytes allocated for a byte of a body.</summary>
    private const long MostForAByte = 160;

    /// <summary>Bytes allocated for what one item becomes.</summary>
    private const long MostForAnItem = 6144;

    /// <summary>Lists that are too long, each of a shape that once cost much.</summary>
    private static readonly Dictionary<string, Func<int, string>> Bodies = new()
    {
        ["empty statuses"] = count => Value($"\"statuses\":[{Many(count, _ => "{}")}]"),
        ["messages without an id, with contacts"] = count =>
            Value($"\"contacts\":[{Many(count, Contact)}],\"messages\":[{Many(count, i => $"{{\"from\":\"2547{i:D8}\"}}")}]"),
        ["messages and their contacts"] = count => Value($"\"contacts\":[{Many(count, Contact)}],\"messages\":[{Many(count, Message)}]"),
        ["messages and the contacts of others"] = count =>
            Value($"\"contacts\":[{Many(count, i => Contact(i + 5_000_000))}],\"messages\":[{Many(count, Message)}]"),
        ["messages beside many members"] = count => Value($"{Many(count, i => $"\"m{i}\":1")},\"messages\":[{Many(count, Message)}]"),
        ["messages of many members"] = count => Value($"\"messages\":[{{\"id\":\"A\",{Many(count, i => $"\"\\u006d{i}\":1")}}}]"),
        ["messages from one long number"] = count =>
            Value(
                $"\"contacts\":[{{\"wa_id\":\"{Long(count)}\",\"user_id\":\"KE.1\"}}],\"messages\":["
                    + $"{Many(count, i => $"{{\"id\":\"{i}\",\"from_user_id\":\"KE.1\"}}")}]"
            ),
        ["messages from one long username"] = count =>
            Value(
                $"\"contacts\":[{{\"user_id\":\"KE.1\",\"profile\":{{\"username\":\"{Long(count)}\"}}}}],\"messages\":["
                    + $"{Many(count, i => $"{{\"id\":\"{i}\",\"from_user_id\":\"KE.1\"}}")}]"
            ),
        ["messages to one long number"] = count =>
            Entry($"\"value\":{{\"metadata\":{{\"phone_number_id\":\"{Long(count)}\"}},\"messages\":[{Many(count, Message)}]}}"),
        ["unreadable under one long field"] = count =>
            Entry(
                $"\"field\":\"{Long(count)}\",\"value\":{{\"messages\":[{Many(count, _ => "{}")}],\"calls\":[{Many(count, _ => "{}")}]}}"
            ),
        ["changes of one long entry"] = count =>
            Changes(
                $"\"id\":\"{Long(count)}\",\"time\":\"{Long(count)}\",",
                Many(count, _ => """{"field":"account_update","value":{"event":"X"}}""")
            ),
        ["changes that are numbers"] = count => Changes("", Many(count, _ => "1")),
        ["changes that say nothing"] = count => Changes("", Many(count, _ => """{"value":{}}""")),
        ["entries without changes"] = count => $"{{\"entry\":[{Many(count, i => $"{{\"id\":\"{i}\"}}")}]}}",
        ["entries of a page"] = count => $"{{\"object\":\"page\",\"entry\":[{Many(count, _ => "{}")}]}}",
        ["calls repeated as members"] = count => Value(Many(count, i => $"\"calls\":[{{\"id\":\"{i}\"}}]")),
        ["errors"] = count => Value($"\"errors\":[{Many(count, i => $"{{\"code\":{i}}}")}]"),
        ["members of a group"] = count =>
            Change(
                "group_participants_update",
                $"\"groups\":[{{\"group_id\":\"{Long(count)}\",\"reason\":\"{Long(count)}\",\"type\":"
                    + $"\"group_participants_add\",\"added_participants\":[{Many(count, i => $"{{\"wa_id\":\"2547{i:D8}\"}}")}]}}]"
            ),
        ["threads of a history"] = count =>
            Change(
                "history",
                $"\"history\":[{{\"threads\":[{Many(count, i => $"{{\"id\":\"2547{i:D8}\",\"messages\":[{{\"from\":\"1\"}}]}}")}]}}]"
            ),
        ["messages of one long thread"] = count =>
            Change(
                "history",
                $"\"history\":[{{\"threads\":[{{{Many(count, i => $"\"m{i}\":1")},\"id\":\"{Long(count)}\",\"messages\":["
                    + $"{Many(count, i => $"{{\"id\":\"{i}\",\"from\":\"1\"}}")}]}}]}}]"
            ),
        ["deliveries of Messenger"] = count =>
            Page($"{{\"sender\":{{\"id\":\"{Long(count)}\"}},\"delivery\":{{\"mids\":[{Many(count, i => $"\"m{i}\"")}]}}}}"),
        ["items of Messenger without an id"] = count =>
            Page(
                Many(count, i => $"{{\"sender\":{{\"id\":\"{i}\"}},\"postback\":{{}},\"reaction\":{{}},\"referral\":{{}},\"optin\":{{}}}}")
            ),
        ["one long message"] = count =>
            Value(
                $"\"messages\":[{{\"id\":\"{Long(count)}\",\"from\":\"{Long(count)}\",\"type\":\"{Long(count)}\",\"text\":{{"
                    + $"\"body\":\"{Long(count)}\"}}}}]"
            ),
        ["one long button"] = count =>
            Value($"\"messages\":[{{\"id\":\"A\",\"type\":\"button\",\"button\":{{\"text\":\"{Long(count)}\"}}}}]"),
        ["one long ad"] = count =>
            Value(
                "\"messages\":[{\"id\":\"A\",\"referral\":{\"source_type\":\"ad\",\"source_url\":"
                    + $"\"https://a.example/?{Long(count, "&utm_source=a")}\"}}}}]"
            ),
        ["one long note"] = count =>
            Value($"\"statuses\":[{{\"id\":\"A\",\"status\":\"sent\",\"biz_opaque_callback_data\":\"{Long(count, "agentId=a;")}\"}}]"),
        ["one long sentence"] = count =>
            Value(
                "\"messages\":[{\"id\":\"A\",\"type\":\"system\",\"system\":{\"type\":\"user_changed_user_id\",\"body\":"
                    + $"\"{Long(count, "US.1 ")}\"}}}}]"
            ),
        ["one long time"] = count => Value($"\"messages\":[{{\"id\":\"A\",\"timestamp\":\"{Long(count, "1")}\",\"type\":\"text\"}}]"),
        ["one escaped username"] = count =>
            Value($"\"contacts\":[{{\"profile\":{{\"username\":\"{Long(count, "\\ud83d\\udc4d")}\"}}}}],\"messages\":[{{\"id\":\"A\"}}]"),
    };

    private static IEnumerable<TestCaseData> Names() => Bodies.Keys.Select(name => new TestCaseData(name));

    [TestCaseSource(nameof(Names))]
    public void Twice_the_body_costs_twice_as_much(string name)
    {
        Cost(name, 100); // what only the first one costs

        var (once, twice) = (Cost(name, 3_000), Cost(name, 6_000));

        var rented = 4 * twice.Written; // at most, while it grew: the pool may have had all of it for the one and nothing for the other
        Assert.That(
            (twice.Allocated - rented) / (double)once.Allocated,
            Is.LessThan(MostGrowth),
            $"allocated {once.Allocated}, then {twice.Allocated}"
        );
        Assert.That(twice.Written / (double)once.Written, Is.LessThan(MostGrowth), $"written {once.Written}, then {twice.Written}");
        Assert.That(
            twice.Allocated,
            Is.LessThan((MostForAByte * twice.Body) + (MostForAnItem * twice.Items)),
            $"{twice.Items} items of {twice.Body} bytes"
        );
    }

    [TestCaseSource(nameof(Names))]
    public void A_body_of_too_many_items_is_one_dead_letter_with_all_of_it_and_costs_no_more(string name)
    {
        var body = Encoding.UTF8.GetBytes(Bodies[name](3_000));

        var translation = WebhookTranslator.Translate(body, Translated.ReceivedAt, Options with { MaxItems = 100 });

        Assume.That(
            name,
            Does.Not.StartWith("one ").And.Not.EqualTo("messages of many members").And.Not.EqualTo("calls repeated as members"),
            "it holds one item"
        );
        Assert.That((translation.Events.Count, translation.Unrecognised.Count, translation.Dropped.Count), Is.EqualTo((0, 0, 0)));
        Assert.That(translation.Unreadable.Single().Raw.ToArray(), Is.EqualTo(body));
        Assert.That(translation.Unreadable[0].Reason, Does.Contain("more items than allowed by Receiving:MaxItems"));
    }

    [Test]
    public void As_many_items_as_are_allowed_are_translated()
    {
        var body = Encoding.UTF8.GetBytes(Value($"\"messages\":[{Many(100, Message)}]"));

        Assert.That(
            WebhookTranslator.Translate(body, Translated.ReceivedAt, Options with { MaxItems = 100 }).Events,
            Has.Count.EqualTo(100)
        );
        Assert.That(WebhookTranslator.Translate(body, Translated.ReceivedAt, Options with { MaxItems = 99 }).Events, Is.Empty);
    }

    private static TranslationOptions Options =>
        TranslationOptions.Default with
        {
            Channels = TranslationOptions.AllChannels,
            BackfillHistory = true,
        };

    private static (long Allocated, long Written, long Body, long Items) Cost(string name, int count)
    {
        var body = Encoding.UTF8.GetBytes(Bodies[name](count));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var translation = WebhookTranslator.Translate(body, Translated.ReceivedAt, Options);
        var written = EventBatchWriter.Items(translation).Bytes.Length;
        return (
            GC.GetAllocatedBytesForCurrentThread() - before,
            written,
            body.Length,
            translation.Events.Count + translation.Unreadable.Count + translation.Unrecognised.Count
        );
    }

    private static string Value(string members) => Change("messages", members);

    private static string Change(string field, string members) => Entry($"\"field\":\"{field}\",\"value\":{{{Number},{members}}}");

    private static string Entry(string change) =>
        $$"""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{{{change}}}]}]}""";

    private static string Changes(string members, string changes) => $"{{\"entry\":[{{{members}\"changes\":[{changes}]}}]}}";

    private static string Page(string items) => $"{{\"object\":\"page\",\"entry\":[{{\"id\":\"1\",\"messaging\":[{items}]}}]}}";

    private static string Contact(int number) => $"{{\"wa_id\":\"2547{number:D8}\",\"profile\":{{\"name\":\"A\"}}}}";

    private static string Message(int number) => $"{{\"id\":\"wamid.{number}\",\"from\":\"2547{number:D8}\",\"type\":\"text\"}}";

    private static string Many(int count, Func<int, string> one) => string.Join(',', Enumerable.Range(0, count).Select(one));

    /// <summary>As many bytes as many items would have.</summary>
    private static string Long(int count, string piece = "x") => string.Concat(Enumerable.Repeat(piece, count * 20 / piece.Length));
}
