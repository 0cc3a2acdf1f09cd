using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Messaging;

internal sealed class EventBatchTests
{
    [Test]
    public void A_batch_reads_as_it_is_documented()
    {
        var batch = Translations.Batch(
            Translations.Of(Translations.Event(1)),
            Translations.Of(Translations.Unreadable("""{"type":7}""")),
            Translations.Of(Translations.Unrecognised("teapots", "[1]"))
        );

        using var json = JsonDocument.Parse(batch);
        var items = json.RootElement.GetProperty("items");

        Assert.That(
            Encoding.UTF8.GetString(batch),
            Does.StartWith("""{"schema":2,"receivedAt":"2026-01-23T09:59:00.000Z","items":[{"id":""")
        );
        Assert.That(items[0].GetProperty("source").GetString(), Is.EqualTo(Translations.Source));
        Assert.That(
            items[0].GetProperty("about").GetRawText(),
            Is.EqualTo(
                """{"user":"+254712345678","at":"2026-01-23T09:59:00.000Z","account":"102290129340398","number":"""
                    + $"\"{Translations.Source}\"}}"
            )
        );
        Assert.That(items[0].GetProperty("event").GetRawText(), Is.EqualTo(Translations.Json(Translations.Event(1))));
        Assert.That(
            items[1].GetProperty("unreadable").GetRawText(),
            Is.EqualTo($$$"""{"reason":"the message has no id","source":"{{{Translations.Source}}}","raw":{"type":7}}""")
        );
        Assert.That(items[2].GetProperty("unrecognised").GetRawText(), Is.EqualTo("""{"field":"teapots","raw":[1]}"""));
    }

    [Test]
    public void Events_of_several_webhooks_come_back_in_order_and_byte_for_byte()
    {
        var events = Enumerable
            .Range(1, 5)
            .Select(number => Translations.Event(number, source: number == 3 ? null : "ü🙂" + number))
            .ToArray();

        var batch = Read(Translations.Batch(Translations.Of(events[..2]), Translations.Of(events[2..])));

        Assert.That(batch.Items.Select(Text), Is.EqualTo(events.Select(Translations.Json)));
        Assert.That(
            batch.Items.Select(item => (item.Kind, item.Id, item.Name, item.Source)),
            Is.EqualTo(events.Select(e => (IntakeKind.Event, e.Id, (string?)e.Name, e.Source)))
        );
    }

    [TestCase("""{"a":[1,{"b":"\u00e4"}]}""", true)]
    [TestCase("\"a text by itself\"", true)]
    [TestCase(" \"with space before\"", true)]
    [TestCase("null", true)]
    [TestCase("{\"entry\": [", false)]
    [TestCase("", false)]
    [TestCase("NUL \0 and \"quotes\" and ü🙂", false)]
    public void What_could_not_be_read_comes_back_as_Meta_sent_it(string raw, bool isJson)
    {
        var unreadable = Translations.Unreadable(raw, isJson);

        var item = Read(Translations.Batch(Translations.Of(unreadable))).Items.Single();

        Assert.That(Text(item), Is.EqualTo(raw.TrimStart()).Or.EqualTo(raw));
        Assert.That(
            (item.Kind, item.Id, item.Reason, item.Source),
            Is.EqualTo((IntakeKind.Unreadable, unreadable.Id, unreadable.Reason, unreadable.Source))
        );
    }

    [Test]
    public void Bytes_that_are_not_even_text_come_back_too()
    {
        byte[] raw = [0xFF, 0x00, 0xC3, 0x28, (byte)'"'];
        var unreadable = new Unreadable(Guid.NewGuid(), "the body is not JSON", null, raw, IsJson: false);

        var item = Read(Translations.Batch(Translations.Of(unreadable))).Items.Single();

        Assert.That(item.Payload.ToArray(), Is.EqualTo(raw));
    }

    [Test]
    public void What_is_not_recognised_comes_back_with_its_field()
    {
        var unrecognised = Translations.Unrecognised("teapots", """{"field":"teapots","value":{}}""");

        var item = Read(Translations.Batch(Translations.Of(unrecognised))).Items.Single();

        Assert.That(
            (item.Kind, item.Id, item.Name, Text(item)),
            Is.EqualTo((IntakeKind.Unrecognised, unrecognised.Id, "teapots", """{"field":"teapots","value":{}}"""))
        );
    }

    [TestCase("\"half a character \\ud83d\"")]
    [TestCase("{\"a\":\"\\ud83d \\u0000\"}")]
    [TestCase("{\"a\":\"\xFF\"}")]
    [TestCase("7")]
    public void What_is_not_recognised_ruins_no_batch_whatever_its_bytes(string latin)
    {
        var raw = Encoding.Latin1.GetBytes(latin);
        var unrecognised = new Unrecognised(Guid.NewGuid(), "teapots", null, raw);

        var items = Read(
            Translations.Batch(
                Translations.Of(Translations.Event(1)),
                Translations.Of(unrecognised),
                Translations.Of(Translations.Event(2))
            )
        ).Items;

        Assert.That(items.Select(item => item.Kind), Is.EqualTo(new[] { IntakeKind.Event, IntakeKind.Unrecognised, IntakeKind.Event }));
        Assert.That(items[1].Payload.ToArray(), Is.EqualTo(raw));
    }

    [Test]
    public void JSON_nested_deeper_than_usual_is_read()
    {
        var raw = new string('[', 900) + new string(']', 900);

        var item = Read(Translations.Batch(Translations.Of(Translations.Unreadable(raw)))).Items.Single();

        Assert.That(Text(item), Is.EqualTo(raw));
    }

    [Test]
    public void Unknown_properties_are_passed_over_at_every_level()
    {
        var batch = Read(
            """
            {"new":{"x":[1]},"schema":1,"items":[{"later":[{}],"event":{"a":1},"name":"n","hint":null,
            "id":"01890000-0000-7000-8000-000000000001"}],"receivedAt":"2026-01-23T10:00:00Z","z":0}
            """
        );

        Assert.That(batch.Items.Single(), Has.Property("Name").EqualTo("n"));
        Assert.That(Text(batch.Items.Single()), Is.EqualTo("""{"a":1}"""));
    }

    [TestCase("7")]
    [TestCase("[{}]")]
    [TestCase("""{"user":"+254712345678"}""")]
    [TestCase("""{"at":"2026-01-23T10:00:00Z"}""")]
    [TestCase("""{"user":7,"at":"2026-01-23T10:00:00Z"}""")]
    [TestCase("""{"user":"+254712345678","at":"yesterday"}""")]
    public void An_event_whose_subject_cannot_be_used_is_an_event_all_the_same(string about)
    {
        var item = ReadItem($$$"""{"id":"01890000-0000-7000-8000-000000000001","name":"n","about":{{{about}}},"event":{"a":1}}""");

        Assert.That((item.Kind, item.About, Text(item)), Is.EqualTo((IntakeKind.Event, (EventSubject?)null, """{"a":1}""")));
    }

    [Test]
    public void What_a_subject_says_beside_what_is_known_is_passed_over()
    {
        var item = ReadItem(
            """
            {"id":"01890000-0000-7000-8000-000000000001","name":"n","event":{},
            "about":{"mood":{"x":[1]},"at":"2026-01-23T10:00:00Z","chat":"c","user":"u"}}
            """
        );

        Assert.That((item.About?.UserId, item.About?.ChatId), Is.EqualTo(("u", "c")));
    }

    [TestCase("""{"id":"nonsense","name":"n","event":{}}""")]
    [TestCase("""{"id":"01890000-0000-7000-8000-000000000001","event":{}}""")]
    [TestCase("""{"id":"01890000-0000-7000-8000-000000000001","name":"n"}""")]
    [TestCase("""{"id":"01890000-0000-7000-8000-000000000001","unreadable":7}""")]
    [TestCase("""{"id":"01890000-0000-7000-8000-000000000001","conversation":{}}""")]
    [TestCase("7")]
    [TestCase("[[]]")]
    public void An_item_that_cannot_be_used_is_unreadable_and_its_neighbours_are_not(string broken)
    {
        const string Good = """{"id":"01890000-0000-7000-8000-000000000002","name":"n","event":{}}""";

        var batch = Read($$"""{"schema":1,"receivedAt":"2026-01-23T10:00:00Z","items":[{{Good}},{{broken}},{{Good}}]}""");

        Assert.That(batch.Items.Select(item => item.Kind), Is.EqualTo(new[] { IntakeKind.Event, IntakeKind.Unreadable, IntakeKind.Event }));
        Assert.That(Text(batch.Items[1]), Is.EqualTo(broken));
    }

    [Test]
    public void A_newer_schema_is_refused_with_its_number()
    {
        var reading = EventBatchReader.Read("""{"schema":3,"receivedAt":"2026-01-23T10:00:00Z","items":[]}"""u8.ToArray());

        Assert.That(reading.Batch, Is.Null);
        Assert.That(reading.Problem, Does.Contain("schema 3"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"schema":1,"receivedAt":"2026-01-23T10:00:00Z","items":[]""")]
    [TestCase("""{"schema":1,"receivedAt":"2026-01-23T10:00:00Z","items":[]}x""")]
    [TestCase("""{"schema":"1","receivedAt":"2026-01-23T10:00:00Z","items":[]}""")]
    [TestCase("""{"schema":1,"receivedAt":"yesterday","items":[]}""")]
    [TestCase("""{"schema":1,"receivedAt":"2026-01-23T10:00:00Z","items":{}}""")]
    [TestCase("""{"schema":1,"receivedAt":"2026-01-23T10:00:00Z"}""")]
    public void What_is_no_batch_is_told_and_not_thrown(string broken) =>
        Assert.That(EventBatchReader.Read(Encoding.UTF8.GetBytes(broken)).Problem, Is.Not.Null);

    private static BatchItem ReadItem(string item) =>
        Read($$"""{"schema":2,"receivedAt":"2026-01-23T10:00:00Z","items":[{{item}}]}""").Items.Single();

    private static EventBatch Read(string batch) => Read(Encoding.UTF8.GetBytes(batch));

    private static EventBatch Read(byte[] batch)
    {
        var (result, problem) = EventBatchReader.Read(batch);
        Assert.That(problem, Is.Null);
        return result!;
    }

    private static string Text(BatchItem item) => Encoding.UTF8.GetString(item.Payload.Span);
}
