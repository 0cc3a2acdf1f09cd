using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>Asks a sample collector what it got.</summary>
/// <param name="collector">Its base address.</param>
internal sealed class CollectorRecords(Uri collector) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !collector.IsLoopback })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<Totals> CountAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync(new Uri(collector, "/events/count"), CollectorJson.Default.Totals, cancellationToken)
        ?? throw new HttpRequestException("The answer is empty.");

    /// <returns>Those that it has.</returns>
    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<IReadOnlyList<KnownEvent>> LookUpAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync(
            new Uri(collector, "/events/lookup"),
            new LookupRequest(ids),
            CollectorJson.Default.LookupRequest,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(CollectorJson.Default.LookupAnswer, cancellationToken))?.Events ?? [];
    }

    /// <returns>Those of which it has any, with how many.</returns>
    /// <exception cref="HttpRequestException">It gives no such answer.</exception>
    public async Task<IReadOnlyList<DerivedCount>> CountDerivedAsync(IReadOnlyList<DerivedKey> keys, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync(
            new Uri(collector, "/events/derived"),
            new DerivedRequest(keys),
            CollectorJson.Default.DerivedRequest,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync(CollectorJson.Default.DerivedAnswer, cancellationToken))?.Counts ?? [];
    }

    public void Dispose() => _client.Dispose();
}
