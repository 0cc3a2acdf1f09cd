using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Bridge.Core.Translation;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// A Meta that posts signed webhooks as fast as a few connections allow, repeats what was not answered 200, repeats some of it anyway, and
/// remembers everything.
/// </summary>
/// <param name="bridges">Where to post; with several each post goes to any of them, as through a load balancer.</param>
internal sealed class ImpatientMeta(IReadOnlyList<Uri> bridges, int seed) : IDisposable
{
    private const double PartSentAgain = 0.1;
    private const double PartWithABrokenItem = 0.03;
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<Guid, string> _expected = new();
    private readonly ConcurrentDictionary<Guid, bool> _acknowledged = new();
    private readonly ConcurrentBag<byte[]> _answered = [];
    private int _webhooks;
    private int _posts;
    private int _retries;
    private int _repeats;

    /// <summary>How long each connection rests between two webhooks; not at all unless set.</summary>
    /// <remarks>
    /// A collector that fails a third of the time is mostly waited for: without a pause, what piled up could not be delivered in the time
    /// of a test.
    /// </remarks>
    public TimeSpan Pause { get; init; }

    /// <summary>The event as it must arrive, by event id, of everything ever posted; unreadable items as empty texts.</summary>
    public IReadOnlyDictionary<Guid, string> Posted => _expected;

    /// <summary>The ids of everything that was in a webhook answered 200.</summary>
    public ICollection<Guid> Acknowledged => _acknowledged.Keys;

    public int Retries => _retries;

    public int Repeats => _repeats;

    /// <summary>Posts until told to stop; what is being posted then is still posted to the end.</summary>
    public Task PostAsync(int connections, CancellationToken enough) =>
        Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(connection => Task.Run(() => PostInTurnAsync(new Random(seed + connection), enough), CancellationToken.None))
        );

    /// <summary>Posts one fresh webhook and returns the ids in it.</summary>
    public async Task<IReadOnlyList<Guid>> PostOneAsync(CancellationToken cancellationToken)
    {
        var (body, ids) = Remember(Body(new Random(seed - 1), broken: false));
        await PostUntilAnsweredAsync(body, ids, cancellationToken);
        return ids;
    }

    public void Dispose() => _client.Dispose();

    private async Task PostInTurnAsync(Random random, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            if (random.NextDouble() < PartSentAgain && _answered.TryPeek(out var again))
            {
                Interlocked.Increment(ref _repeats);
                await PostUntilAnsweredAsync(again, [], CancellationToken.None);
            }

            var (body, ids) = Remember(Body(random, random.NextDouble() < PartWithABrokenItem));
            await PostUntilAnsweredAsync(body, ids, CancellationToken.None);
            if (random.NextDouble() < PartSentAgain)
            {
                _answered.Add(body);
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private (byte[] Body, IReadOnlyList<Guid> Ids) Remember(string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var translation = WebhookTranslator.Translate(body, DateTimeOffset.UnixEpoch.AddYears(60), TranslationOptions.Default);
        foreach (var item in translation.Events)
        {
            _expected[item.Id] = Expected.Payload(item);
        }

        foreach (var item in translation.Unreadable)
        {
            _expected[item.Id] = "";
        }

        return (body, [.. translation.Events.Select(item => item.Id), .. translation.Unreadable.Select(item => item.Id)]);
    }

    /// <summary>As Meta does: again and again until the answer is 200.</summary>
    private async Task PostUntilAnsweredAsync(byte[] body, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        while (!await IsTakenAsync(body, cancellationToken))
        {
            Interlocked.Increment(ref _retries);
            await Task.Delay(BeforeRetry, cancellationToken);
        }

        foreach (var id in ids)
        {
            _acknowledged[id] = true;
        }
    }

    private async Task<bool> IsTakenAsync(byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = SignedRequest.Create(body);
            request.RequestUri = new Uri(bridges[Interlocked.Increment(ref _posts) % bridges.Count], SignedRequest.Path);
            using var answer = await _client.SendAsync(request, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // Bridge was killed before or while it answered.
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // No answer in time.
        }
    }

    private string Body(Random random, bool broken)
    {
        var number = Interlocked.Increment(ref _webhooks);
        var phone = 254700000000 + random.Next(1000);
        var items = Enumerable
            .Range(0, random.Next(1, 5))
            .Select(item => Message(phone, $"wamid.{seed}.{number}.{item}", 1700000000 + number));
        var brokenItem = broken ? $$""","statuses":[{"status":"read","nobody":"{{number}}"}]""" : "";
        return $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102233445566778","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"phone_number_id":"110045678901234"},
            "contacts":[{"wa_id":"{{{phone}}}","profile":{"name":"Zo\u00eb"}}],
            "messages":[{{{string.Join(',', items)}}}]{{{brokenItem}}} } }]}]}
            """;
    }

    private static string Message(long phone, string id, long time) =>
        $$$"""{"from":"{{{phone}}}","id":"{{{id}}}","timestamp":"{{{time}}}","type":"text","text":{"body":"Habari \ud83d\udc4b"}}""";
}
