using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Events;

namespace Bridge.Delivery;

/// <summary>What is posted to a collector: bodies, headers, and the key by which it knows the same batch again.</summary>
internal sealed class CollectorRequestTests : CollectorApiFixture
{
    [Test]
    public async Task The_stored_payloads_are_posted_byte_for_byte()
    {
        var events = Events.Many(3);

        var answer = await PostAsync(events);

        Assert.That(answer, Is.EqualTo(new CollectorAnswer(200)));
        Assert.That(
            Collector.Requests.Single().Body,
            Is.EqualTo($"{{\"batch\":[{string.Join(',', events.Select(one => Encoding.UTF8.GetString(one.Payload)))}]}}")
        );
    }

    [Test]
    public async Task The_headers_are_those_of_the_contract()
    {
        var events = Events.Many(2);

        await PostAsync(events);

        var request = Collector.Requests.Single();
        Assert.That(
            (
                request.Header("Content-Type"),
                request.Header("X-Write-Key"),
                request.Header("User-Agent"),
                request.Header("Content-Encoding")
            ),
            Is.EqualTo(("application/json", "write-key", $"meta-bridge/{TrackEvent.LibraryVersion}", (string?)null))
        );
        Assert.That((request.Method, request.Path), Is.EqualTo(("POST", "/v1/capture")));
    }

    [Test]
    public async Task The_same_batch_has_the_same_idempotency_key_and_another_has_another()
    {
        var events = Events.Many(3);
        var ids = events.SelectMany(one => one.Id.ToByteArray(bigEndian: true)).ToArray();

        await PostAsync(events);
        await PostAsync(Events.Many(3));
        await PostAsync(Events.Many(4));

        var keys = Collector.Requests.Select(request => request.Header("Idempotency-Key")).ToList();
        Assert.That((keys[0], keys[1]), Is.EqualTo((Convert.ToHexStringLower(SHA256.HashData(ids)), keys[0])));
        Assert.That(keys[2], Is.Not.EqualTo(keys[0]));
    }

    [Test]
    public async Task What_is_replayed_has_a_key_of_its_own_content_since_it_may_have_been_edited()
    {
        var refused = Events.Numbered(7);
        var replayed = refused with { DeadLetter = 1 };
        var edited = replayed with
        {
            Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(refused.Payload).Replace("wamid", "WAMID", StringComparison.Ordinal)),
        };

        foreach (var one in new[] { refused, replayed, edited, edited })
        {
            await PostAsync([one]);
        }

        var keys = Collector.Requests.Select(request => request.Header("Idempotency-Key")).ToList();
        Assert.That(keys.Distinct().Count(), Is.EqualTo(3));
        Assert.That(keys[3], Is.EqualTo(keys[2]), "posted again it is the same");
    }

    [Test]
    public async Task A_compressed_body_holds_the_same_events()
    {
        await PostAsync(Events.Many(100), Destination with { Gzip = true });

        var request = Collector.Requests.Single();
        Assert.That(
            (request.Header("Content-Encoding"), request.Header("Content-Type"), request.Events.Count),
            Is.EqualTo(("gzip", "application/json", 100))
        );
    }

    [Test]
    public async Task The_event_id_is_repeated_as_message_id_when_asked_for()
    {
        var one = Events.Numbered(7);

        await PostAsync([one], Destination with { MessageIdField = true });

        Assert.That(Collector.Requests.Single().Events.Single().Payload, Does.StartWith($$"""{"messageId":"{{one.Id}}","type":"track","""));
    }

    [Test]
    public async Task A_message_id_that_the_sender_chose_stays()
    {
        var one = Events.Numbered(7);
        var withId = one with { Payload = Encoding.UTF8.GetBytes("{\"messageId\":\"mine\"," + Encoding.UTF8.GetString(one.Payload)[1..]) };

        await PostAsync([withId], Destination with { MessageIdField = true });

        Assert.That(Collector.Requests.Single().Events.Single().Payload, Is.EqualTo(Encoding.UTF8.GetString(withId.Payload)));
    }
}
