using System.Text.Json.Nodes;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Intake;

/// <summary>What is no message goes the whole way too: a signed webhook in, and at the collector what the sample beside it says.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class SmallEventsTests(string provider, bool overBroker)
{
    private WholeWay _way = null!;

    [OneTimeSetUp]
    public async Task Start() => _way = await WholeWay.StartAsync(provider, overBroker);

    [OneTimeTearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [TestCase("payment-captured", "payment.status")]
    [TestCase("payment-failed-from-gateway", "payment.status")]
    [TestCase("call-started", "call.started")]
    [TestCase("call-started-with-note", "call.started")]
    [TestCase("call-ended", "call.ended")]
    [TestCase("call-failed", "call.ended")]
    [TestCase("call-status", "call.status")]
    [TestCase("call-ringing-among-statuses", "call.status")]
    [TestCase("marketing-stopped", "contact.opted_out")]
    [TestCase("marketing-resumed", "contact.opted_in")]
    public async Task An_event_that_is_no_message_arrives_once_as_its_sample_says(string sample, string name)
    {
        var wanted = JsonNode.Parse(await File.ReadAllTextAsync(Samples.FileOf(Samples.TrackEvents, sample)))!.AsArray();
        var ids = wanted.Select(item => Guid.Parse((string)item!["context"]!["eventId"]!)).ToList();
        var body = await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, sample));

        await _way.PostAsync(body);
        await _way.PostAsync(body);
        await Eventually.HoldsAsync(() => ids.TrueForAll(_way.Collector.Taken.ContainsKey), "it arrives");

        Assert.That(wanted.Select(item => (string?)item!["event"]), Has.Member(name));
        Assert.That(ids.Select(id => _way.Collector.Taken[id]), Is.All.EqualTo(1));
        foreach (var (id, said) in ids.Zip(wanted))
        {
            AssertSays(JsonNode.Parse(_way.Collector.TakenPayloads[id])!, said!);
        }
    }

    /// <summary>All that the sample says; a conversation may have added to it.</summary>
    private static void AssertSays(JsonNode arrived, JsonNode said)
    {
        foreach (var member in (string[])["event", "userId", "timestamp"])
        {
            Assert.That((string?)arrived[member], Is.EqualTo((string?)said[member]));
        }

        foreach (var (property, value) in said["properties"]!.AsObject())
        {
            Assert.That(JsonNode.DeepEquals(arrived["properties"]![property], value), Is.True, $"{property}: {arrived.ToJsonString()}");
        }
    }
}
