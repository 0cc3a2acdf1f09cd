using System.Text;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Receiving;
using Bridge.Support;
using static Bridge.Capture.CaptureReading;

namespace Bridge.Capture;

/// <summary>What of a CRM's telling travels on, and what is refused.</summary>
public class CaptureReaderTests
{
    [Test]
    public void What_is_about_its_way_does_not_travel_on_and_all_else_does()
    {
        var item = WithMember(
            CapturePost.Event(),
            """
            "messageId":"m","anonymousId":"a","integrations":{},"_metadata":{},"writeKey":"k","sentAt":"2026-01-19T12:03:00.000Z",
            """
        );

        var json = JsonOf(One(item, Crm));

        Assert.That(
            json.Select(member => member.Key),
            Is.EqualTo(["type", "event", "userId", "timestamp", "context", "properties", "messageId", "anonymousId"])
        );
    }

    [Test]
    public void It_stands_under_Bridges_id_and_with_the_number_that_is_known()
    {
        var item = One(
            CapturePost
                .Event()
                .Replace("\"channel\"", "\"eventId\":\"7\",\"timestampSource\":\"me\",\"channel\"", StringComparison.Ordinal),
            new CaptureSender("crm", [Number])
        );

        var context = JsonOf(item)["context"]!.AsObject();
        Assert.That((string?)context["eventId"], Is.EqualTo(item.Id.ToString()));
        Assert.That((string?)context["phoneNumberId"], Is.EqualTo(Number));
        Assert.That(context.ContainsKey("timestampSource"), Is.False);
        Assert.That(item.Source, Is.EqualTo(Number));
        Assert.That(ContractValidator.FindViolationsOfEvent(Encoding.UTF8.GetString(item.Json.Span)), Is.Empty);
    }

    [TestCase("2026-01-19T12:03:00.000Z", null, "2026-01-19T12:03:00.000Z", false)]
    [TestCase("2026-01-19T15:03:00+03:00", null, "2026-01-19T12:03:00.000Z", false)]
    [TestCase("2026-01-19T12:03:00.1234567Z", null, "2026-01-19T12:03:00.123Z", false)]
    [TestCase(
        "2026-01-19T12:03:00.000Z",
        "2026-01-19T12:26:00.000Z",
        "2026-01-19T12:03:00.000Z",
        false,
        TestName = "Clocks_may_differ_a_little"
    )]
    [TestCase(
        "2026-01-19T10:03:00.000Z",
        "2026-01-19T10:30:00.000Z",
        "2026-01-19T12:03:00.000Z",
        false,
        TestName = "A_clock_that_is_slow_is_set"
    )]
    [TestCase(
        "2026-01-19T14:03:00.000Z",
        "2026-01-19T14:30:00.000Z",
        "2026-01-19T12:03:00.000Z",
        false,
        TestName = "A_clock_that_is_fast_is_set"
    )]
    [TestCase(
        "1970-01-01T00:00:05.000Z",
        "1970-01-01T00:00:10.000Z",
        "2026-01-19T12:29:55.000Z",
        false,
        TestName = "A_clock_that_was_never_set_is_set"
    )]
    [TestCase("9999-12-31T23:59:59.000Z", "1970-01-01T00:00:10.000Z", "2026-01-19T12:30:00.000Z", true, TestName = "No_sum_overflows")]
    [TestCase("0001-01-01T00:00:00.000Z", "9999-12-31T00:00:10.000Z", "2026-01-19T12:30:00.000Z", true, TestName = "Nor_a_difference")]
    [TestCase("2008-12-31T23:59:59.000Z", null, "2026-01-19T12:30:00.000Z", true)]
    [TestCase("2026-01-19T12:35:00.000Z", null, "2026-01-19T12:35:00.000Z", false)]
    [TestCase("2026-01-19T12:35:00.001Z", null, "2026-01-19T12:30:00.000Z", true, TestName = "What_is_to_come_has_not_happened")]
    [TestCase("2026-01-20T12:30:01.000Z", null, "2026-01-19T12:30:00.000Z", true)]
    [TestCase("2026-13-45T99:99:99.000Z", null, "2026-01-19T12:30:00.000Z", true)]
    [TestCase(null, null, "2026-01-19T12:30:00.000Z", true, TestName = "Without_a_time_the_time_of_receipt_stands_there")]
    public void Times_are_the_senders_by_a_clock_that_is_right(string? said, string? sentAt, string expected, bool isReceipt)
    {
        var item = said is null
            ? CapturePost.Event().Replace("\"timestamp\":\"2026-01-19T12:03:00.000Z\",", "", StringComparison.Ordinal)
            : CapturePost.Event().Replace("2026-01-19T12:03:00.000Z", said, StringComparison.Ordinal);
        var body = $$"""{"batch":[{{item}}]{{(sentAt is null ? "" : $",\"sentAt\":\"{sentAt}\"")}}}""";

        var read = Read(body, Crm).Events.Single();

        var json = JsonOf(read);
        Assert.That((string?)json["timestamp"], Is.EqualTo(expected));
        Assert.That((string?)json["context"]!["timestampSource"], isReceipt ? Is.EqualTo("receipt") : Is.Null);
        Assert.That(Iso8601.Text(read.Subject.HappenedAt), Is.EqualTo(expected));
    }

    [Test]
    public void A_sender_may_speak_of_its_own_numbers_alone()
    {
        var item = CapturePost.Event();
        var two = new CaptureSender("crm", [Number, "2"]);

        Assert.That(
            ProblemOf(WithNumber(item), new("crm", ["2"])),
            Is.EqualTo("context.phoneNumberId is none of the numbers this key may post for")
        );
        Assert.That(ProblemOf(item, two), Is.EqualTo("context.phoneNumberId is missing: this key may post for several numbers"));
        Assert.That(One(WithNumber(item), two).Source, Is.EqualTo(Number));
        Assert.That(
            ProblemOf(CapturePost.Event("order.paid", """{"phoneNumberId":"2"}"""), new("crm", [Number])),
            Is.EqualTo("properties.phoneNumberId is none of the numbers this key may post for")
        );
    }

    [Test]
    public void The_same_mistake_again_is_the_same_dead_letter_and_can_be_mended()
    {
        var wrong = CapturePost.Event("message.sent", """{"messageId":7}""");
        var sender = new CaptureSender("crm", [Number]);
        var body = $$"""{"sentAt":"2026-01-19T12:29:59.000Z","batch":[{{wrong}}]}""";

        var (first, again) = (Read(body, sender).Invalid.Single(), Read(body, sender).Invalid.Single());
        var mended = Encoding.UTF8.GetString(first.Request.Span).Replace(":7}", ":\"wamid.1\"}", StringComparison.Ordinal);
        var right = CaptureReader.ReadAgain(Encoding.UTF8.GetBytes(mended), Now, HandoffTriggers.None).Events.Single();

        Assert.That(again.Id, Is.EqualTo(first.Id));
        Assert.That(CaptureReader.ReadAgain(first.Request, Now, HandoffTriggers.None).Invalid.Single().Reason, Is.EqualTo(first.Reason));
        Assert.That(first.Reason, Is.EqualTo("properties.messageId must be a string that is not empty"));
        Assert.That(first.Name, Is.EqualTo("message.sent"));
        Assert.That(right.Id, Is.EqualTo(EventId.From($"sent:{Number}:wamid.1")));
    }

    [TestCase("message.received", """{"messageId":"1"}""", StepKind.Inbound, ServiceMode.Unknown)]
    [TestCase("message.sent", """{"messageId":"1","agentId":"a"}""", StepKind.Outbound, ServiceMode.Agent)]
    [TestCase("chat.resolved", """{"chatId":"c"}""", StepKind.Resolved, ServiceMode.Unknown)]
    [TestCase("order.paid", """{"chatId":"c"}""", StepKind.None, ServiceMode.Unknown)]
    public void It_tells_the_conversation_what_it_does_to_it(string name, string properties, StepKind kind, ServiceMode by)
    {
        var step = One(CapturePost.Event(name, properties), Crm).Subject.Step;

        Assert.That(step, Is.Not.Null);
        Assert.That((step!.Kind, step.By, step.IsFromCrm), Is.EqualTo((kind, by, true)));
    }

    [Test]
    public void Only_Meta_says_who_is_who()
    {
        var item = CapturePost
            .Event("contact.updated", """{"previousUserId":"+254700000000","newUserId":"+254700000001"}""")
            .Replace("\"channel\"", "\"userIds\":{\"phone\":\"+254700000000\",\"bsuid\":\"KE.1\"},\"channel\"", StringComparison.Ordinal);

        var about = One(item, Crm).Subject;

        Assert.That(
            (about.UserId, about.Phone, about.Bsuid, about.PreviousUserId, about.NewUserId),
            Is.EqualTo(("+254712345678", (string?)null, (string?)null, (string?)null, (string?)null))
        );
    }

    [Test]
    public void Only_Meta_says_which_account_a_number_is_of()
    {
        var item = CapturePost.Event().Replace("\"channel\"", "\"businessAccountId\":\"7\",\"channel\"", StringComparison.Ordinal);

        Assert.That(One(item, new CaptureSender("crm", [Number])).Subject.Account, Is.Null);
        Assert.That(One(item, Crm).Subject.Account, Is.Null, "nor without a number");
    }

    private static string? ProblemOf(string item, CaptureSender sender) => Read(CapturePost.Batch(item), sender).Invalid.Single().Reason;
}
