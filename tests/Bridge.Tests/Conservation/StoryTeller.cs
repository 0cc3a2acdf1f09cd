using System.Net;
using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>Tells a Bridge of a story as Meta and a CRM do: each post until it is answered 200, by whichever receiver is there.</summary>
internal sealed class StoryTeller(params IReadOnlyList<Uri> receivers) : IDisposable
{
    private static readonly TimeSpan BeforeRetry = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private int _turn;

    public async Task TellAsync(IEnumerable<StoryPost> posts, CancellationToken cancellationToken)
    {
        foreach (var post in posts)
        {
            await TellAsync(post, cancellationToken);
        }
    }

    private async Task TellAsync(StoryPost post, CancellationToken cancellationToken)
    {
        while (await AttemptAsync(post, receivers[Interlocked.Increment(ref _turn) % receivers.Count], cancellationToken) is not 200)
        {
            await Task.Delay(BeforeRetry, cancellationToken);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> AttemptAsync(StoryPost post, Uri receiver, CancellationToken cancellationToken)
    {
        using var request = post.IsFromCrm ? CapturePost.Create(post.Body) : SignedRequest.Create(post.Body);
        request.RequestUri = new Uri(receiver, request.RequestUri!);
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return (int)HttpStatusCode.BadGateway; // It was killed.
        }
    }
}
