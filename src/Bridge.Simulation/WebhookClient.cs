using System.Net.Http.Headers;
using System.Text;
using Bridge.Core.Webhooks;

namespace Bridge.Simulation;

/// <summary>Posts webhooks as Meta does: signed, over several connections, following nobody elsewhere.</summary>
internal sealed class WebhookClient : IDisposable
{
    /// <summary>
    /// What <see cref="PostAsync"/> gives when there was no answer: nobody listens, the connection broke, or it took too long.
    /// </summary>
    public const int NoAnswer = 0;

    private const string WebhookPath = "/webhook/meta";
    private const string CapturePath = "/v1/capture";

    private readonly HttpClient _client;
    private readonly byte[] _secret;

    /// <param name="target">Bridge's address; <c>/webhook/meta</c> is appended when it has no path.</param>
    /// <param name="connections">How many posts may be on their way at once; the rest wait.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public WebhookClient(Uri target, string appSecret, int connections, TimeSpan timeout)
    {
        Url = target.AbsolutePath == "/" ? new Uri(target, WebhookPath) : target;
        _secret = Encoding.UTF8.GetBytes(appSecret);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !target.IsLoopback,
            MaxConnectionsPerServer = connections,
        };
        _client = new HttpClient(handler) { Timeout = timeout };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("facebookexternalua");
    }

    /// <summary>Where the posts go.</summary>
    public Uri Url { get; }

    /// <summary>With which a CRM posts.</summary>
    public string? CaptureKey { get; init; }

    /// <summary>Posts what a CRM tells.</summary>
    /// <returns>The status of the answer, or <see cref="NoAnswer"/>.</returns>
    public async Task<int> CaptureAsync(byte[] body, CancellationToken cancellationToken, string query = "")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation("X-Write-Key", CaptureKey);
        return await SendAsync(new Uri(Url, CapturePath + query), content, cancellationToken);
    }

    /// <returns>The status of the answer, or <see cref="NoAnswer"/>.</returns>
    public async Task<int> PostAsync(byte[] body, bool isForged, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.TryAddWithoutValidation(WebhookSignature.HeaderName, WebhookSignature.Sign(body, isForged ? "forged"u8 : _secret));
        return await SendAsync(Url, content, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> SendAsync(Uri url, ByteArrayContent content, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.PostAsync(url, content, cancellationToken);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return NoAnswer;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer;
        }
    }
}
