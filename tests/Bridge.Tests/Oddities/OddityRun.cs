using System.Net;
using Bridge.Core.Translation;
using Bridge.Support;

namespace Bridge.Oddities;

/// <summary>
/// Posts odd bodies one after the other, each with a good message in it or after it, and twenty good ones a second beside.
/// </summary>
internal sealed class OddityRun(IReadOnlyList<Uri> receivers, GoodNeighbours goods) : IDisposable
{
    private static readonly TimeSpan BetweenGoodOnes = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HashSet<Guid> _events = [];
    private readonly HashSet<Guid> _deadLetters = [];
    private int _posts;

    /// <summary>Odd bodies that were not answered 200, by name.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>Odd bodies that Bridge says nothing of: no event, no dead letter, no counted drop.</summary>
    public List<string> Vanished { get; } = [];

    /// <summary>How many good ones were inside an odd body.</summary>
    public int Inside { get; private set; }

    /// <summary>The events and dead letters the odd bodies become. What waits for a better copy is neither: it may be replaced.</summary>
    public IReadOnlySet<Guid> Owed => _events.Concat(_deadLetters).ToHashSet();

    /// <summary>The events among them.</summary>
    public IReadOnlySet<Guid> Events => _events;

    public async Task PostAsync(IEnumerable<(string Name, byte[] Body)> oddities, CancellationToken cancellationToken)
    {
        foreach (var (name, odd) in oddities)
        {
            var inside = goods.In(odd);
            Inside += inside is null ? 0 : 1;
            var (body, ids) = inside is var (id, together) ? (together, new[] { id }) : (odd, []);
            if (await PostOneAsync(body, ids, cancellationToken) is not HttpStatusCode.OK and var status)
            {
                Refused.Add($"{name}: {status}");
                continue;
            }

            Owe(name, GoodNeighbours.Translate(body));
            if (inside is null)
            {
                await PostGoodAsync(cancellationToken);
            }
        }
    }

    /// <summary>Twenty a second, each answered 200.</summary>
    public async Task PostGoodOnesAsync(CancellationToken enough)
    {
        using var timer = new PeriodicTimer(BetweenGoodOnes);
        while (!enough.IsCancellationRequested)
        {
            await PostGoodAsync(CancellationToken.None);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task PostGoodAsync(CancellationToken cancellationToken)
    {
        var (id, body) = goods.Alone();
        if (await PostOneAsync(body, [id], cancellationToken) is not HttpStatusCode.OK and var status)
        {
            Refused.Add($"a good one: {status}");
        }
    }

    private async Task<HttpStatusCode> PostOneAsync(byte[] body, Guid[] ids, CancellationToken cancellationToken)
    {
        using var request = SignedRequest.Create(body);
        request.RequestUri = new Uri(receivers[Interlocked.Increment(ref _posts) % receivers.Count], SignedRequest.Path);
        using var answer = await _client.SendAsync(request, cancellationToken);
        foreach (var id in answer.StatusCode == HttpStatusCode.OK ? ids : [])
        {
            goods.Answered(id);
        }

        return answer.StatusCode;
    }

    private void Owe(string name, WebhookTranslation translation)
    {
        _events.UnionWith(translation.Events.Where(item => item.ReplacedBy is null).Select(item => item.Id));
        _deadLetters.UnionWith(translation.Unreadable.Select(item => item.Id));
        if (translation.IsEmpty && translation.Dropped.Count == 0)
        {
            Vanished.Add(name);
        }
    }
}
