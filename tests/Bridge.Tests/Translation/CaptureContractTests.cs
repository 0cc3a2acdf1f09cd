using System.Text;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Receiving;
using Bridge.Support;

namespace Bridge.Translation;

/// <summary>The contract in code says the same as the contract in the collector's schema, about good events and bad ones.</summary>
[TestFixture]
internal sealed class CaptureContractTests
{
    private const int Mutations = 1_500;

    private const string Good = """
        {"type":"track","event":"message.sent","userId":"+254712345678","timestamp":"2026-01-23T10:00:00.000Z",
        "context":{"channel":"whatsapp"},"properties":{"messageId":"wamid.1"}}
        """;

    private static IEnumerable<string> Events() =>
        Samples
            .Names(Samples.Webhooks)
            .Select(name => Samples.FileOf(Samples.Webhooks, name))
            .Concat(Samples.CorpusFiles())
            .SelectMany(file => Translated.Body(File.ReadAllBytes(file), Samples.OptionsFor("-backfilled")).Events)
            .Select(Translations.Json);

    [Test]
    public void Every_event_of_every_sample_and_body_from_the_field_keeps_both()
    {
        var events = Events().ToList();

        Assert.That(events, Has.Count.GreaterThan(150));
        Assert.That(events.SelectMany(ContractValidator.FindViolationsOfEvent), Is.Empty);
        Assert.That(events.SelectMany(item => CaptureContract.Check(Batch(item))), Is.Empty);
    }

    [Test]
    public void Of_damaged_events_both_say_the_same()
    {
        var events = Events().DistinctBy(item => item[..60]).Append(Good).Select(item => Encoding.UTF8.GetBytes(item)).ToList();
        var refused = 0;

        for (var seed = 0; seed < Mutations; seed++)
        {
            var body = Batch(new BodyMutator(new Random(seed)).MutateOnce(events[seed % events.Count]));
            if (AskSchema(body) is not { } bySchema)
            {
                continue;
            }

            var byCode = CaptureContract.Check(body);
            refused += byCode.Count > 0 ? 1 : 0;
            Assert.That(
                byCode.Count == 0,
                Is.EqualTo(bySchema.Count == 0),
                () =>
                    $"seed {seed}\n{Encoding.UTF8.GetString(body)}\ncode: {string.Join("; ", byCode)}\nschema: "
                    + $"{string.Join("; ", bySchema)}"
            );
        }

        Assert.That(refused, Is.InRange(Mutations / 10, Mutations * 9 / 10), "both answers occurred");
    }

    [Test]
    public void What_capture_takes_the_collector_takes_as_it_leaves_and_what_it_refuses_the_collector_refuses_too()
    {
        var examples = CaptureGuides.All.Select(example => Encoding.UTF8.GetBytes(example.Event)).ToList();
        var (taken, refused) = (0, 0);

        for (var seed = 0; seed < Mutations; seed++)
        {
            var body = Batch(new BodyMutator(new Random(seed)).MutateOnce(examples[seed % examples.Count]));
            var request = CaptureReader.Read(
                body,
                new CaptureSender("crm", []),
                DateTimeOffset.UnixEpoch,
                TranslationOptions.Default.HandoffTriggers
            );
            (taken, refused) = (taken + request.Events.Count, refused + request.Invalid.Count);

            Assert.That(request.Events.SelectMany(item => CaptureContract.Check(Batch(item.Json.ToArray()))), Is.Empty, $"seed {seed}");
            Assert.That(
                request.Invalid.Where(item =>
                    item.Problems.All(problem => problem.Problem != CaptureProblem.Repeated)
                    && CaptureContract.Check(item.Request.ToArray()).Count == 0
                ),
                Is.Empty,
                $"seed {seed}"
            );
        }

        Assert.That(Math.Min(taken, refused), Is.GreaterThan(Mutations / 10), "both answers occurred");
    }

    [TestCase("messenger", "messenger:5678000011112222")]
    [TestCase("instagram", "instagram:200000000000001")]
    public void Events_of_the_other_channels_and_receipts_with_a_watermark_keep_the_contract(string channel, string userId)
    {
        var receipt = Good.Replace("message.sent", "message.read", StringComparison.Ordinal)
            .Replace("\"whatsapp\"", $"\"{channel}\"", StringComparison.Ordinal)
            .Replace("+254712345678", userId, StringComparison.Ordinal)
            .Replace("\"messageId\":\"wamid.1\"", "\"watermark\":\"2026-01-23T10:00:00.000Z\"", StringComparison.Ordinal);

        Assert.That(ContractValidator.FindViolationsOfEvent(receipt), Is.Empty);
        Assert.That(CaptureContract.Check(Batch(receipt)), Is.Empty);
    }

    [TestCase("\"userId\":\"+254712345678\",", "", "batch[0].userId: is missing")]
    [TestCase("wamid.1", "", "batch[0].properties.messageId: must be a string that is not empty")]
    [TestCase("{\"channel\":\"whatsapp\"}", "{}", "batch[0].context.channel: is missing")]
    [TestCase("2026-01-23T10:00:00.000Z", "yesterday", "batch[0].timestamp: must be an ISO 8601 time such as 2026-01-23T10:00:00.000Z")]
    [TestCase("\"track\"", "\"identify\"", "batch[0].type: must be track")]
    [TestCase("message.sent", "Message Sent", "batch[0].event: must be lowercase words joined by dots, such as message.received")]
    public void What_is_wrong_is_a_line_a_developer_can_act_on(string right, string wrong, string line)
    {
        var problems = CaptureContract.Check(Batch(Good.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.That(problems, Is.EqualTo([line]));
    }

    [TestCase("[]", "batch: must be an array of events")]
    [TestCase("nonsense", "the body is not JSON")]
    [TestCase("{\"batch\":[]}", "batch: must hold 1 to 500 events, holds 0")]
    [TestCase("{\"batch\":[7]}", "batch[0]: must be an object")]
    public void What_is_no_batch_is_said(string body, string line)
    {
        Assert.That(CaptureContract.Check(Encoding.UTF8.GetBytes(body)), Is.EqualTo([line]));
    }

    /// <summary>Null where the library that reads the schema gives up: on deep nests, and on numbers beyond 64 bits.</summary>
    private static IReadOnlyList<string>? AskSchema(byte[] body)
    {
        try
        {
            var violations = ContractValidator.FindViolations(Encoding.UTF8.GetString(body));
            return violations.Any(violation => violation.Contains("MaxDepth", StringComparison.Ordinal)) ? null : violations;
        }
        catch (InvalidCastException)
        {
            return null;
        }
    }

    private static byte[] Batch(string item) => Batch(Encoding.UTF8.GetBytes(item));

    private static byte[] Batch(byte[] item) => [.. "{\"batch\":["u8, .. item, .. "]}"u8];
}
