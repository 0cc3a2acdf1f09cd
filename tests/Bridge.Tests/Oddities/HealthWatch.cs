namespace Bridge.Oddities;

/// <summary>
/// Asks every process again and again whether it is well, and catches those that say so while a good message stands still.
/// </summary>
/// <param name="standing">A message that waits longer than this stands.</param>
internal sealed class HealthWatch(IReadOnlyList<Uri> processes, GoodNeighbours goods, TimeSpan standing) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Moments in which something stood and everybody said "well".</summary>
    public int Lies { get; private set; }

    /// <summary>Moments in which somebody said that something was wrong.</summary>
    public int Warnings { get; private set; }

    public async Task WatchAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            goods.Look();
            var isWell = await AreAllWellAsync();
            Warnings += isWell ? 0 : 1;
            Lies += isWell && goods.Waiting > standing ? 1 : 0;
            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<bool> AreAllWellAsync() => (await Task.WhenAll(processes.Select(IsWellAsync))).All(isWell => isWell);

    private async Task<bool> IsWellAsync(Uri process)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(process, "/healthz/ready"));
            return answer.IsSuccessStatusCode && !(await answer.Content.ReadAsStringAsync()).Contains("degraded", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException)
        {
            return false; // No answer in time says enough.
        }
    }
}
