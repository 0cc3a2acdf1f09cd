using System.Net.Http.Headers;
using System.Text;
using Bridge.Storage;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>
/// Posts batches with a plain <see cref="HttpClient"/>. It never retries and never judges: that is for <see cref="BatchSender"/>.
/// </summary>
internal sealed class CollectorApi(HttpClient client, IOptions<DeliveryOptions> options, TimeProvider time) : ICollectorApi
{
    /// <summary>How much of an answer is kept, in bytes.</summary>
    public const int AnswerBytes = 2048;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<CollectorAnswer> CaptureAsync(
        Destination destination,
        IReadOnlyList<PendingEvent> events,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var body = BatchBody.Of(events, destination.MessageIdField);
        try
        {
            return await ExchangeAsync(destination, events, body, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CollectorAnswer(null, NetworkFailure.Timeout);
        }
        catch (HttpRequestException failure)
        {
            return new CollectorAnswer(null, KindOf(failure.HttpRequestError));
        }
    }

    private async Task<CollectorAnswer> ExchangeAsync(
        Destination destination,
        IReadOnlyList<PendingEvent> events,
        BatchBody body,
        CancellationToken cancellationToken
    )
    {
        using var request = RequestFor(destination, events, body);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        body.WasSent();
        return new CollectorAnswer(
            (int)response.StatusCode,
            Text: response.IsSuccessStatusCode ? null : await ReadStartAsync(response.Content, AnswerBytes, cancellationToken),
            RetryAfter: response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.ToString() : null
        );
    }

    private static HttpRequestMessage RequestFor(Destination destination, IReadOnlyList<PendingEvent> events, BatchBody body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, destination.Url)
        {
            Content = destination.Gzip ? body.Compressed() : body.Plain(),
        };
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation("X-Write-Key", destination.WriteKey);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", IdempotencyKey.Of(events));
        if (Traces.Parent is { } parent)
        {
            request.Headers.TryAddWithoutValidation("traceparent", parent);
        }

        return request;
    }

    /// <summary>The beginning of an answer, or as much of it as came.</summary>
    internal static async Task<string> ReadStartAsync(HttpContent content, int bytes, CancellationToken cancellationToken)
    {
        var start = new byte[bytes];
        var length = 0;
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (length < start.Length && await stream.ReadAsync(start.AsMemory(length), cancellationToken) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception trouble) when (trouble is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has arrived and decides; an answer that breaks off or drips only loses its text.
        }

        return Encoding.UTF8.GetString(start, 0, length);
    }

    internal static NetworkFailure KindOf(HttpRequestError error) =>
        error switch
        {
            HttpRequestError.NameResolutionError => NetworkFailure.NameNotResolved,
            HttpRequestError.ConnectionError => NetworkFailure.NotConnected,
            HttpRequestError.SecureConnectionError => NetworkFailure.TlsFailed,
            HttpRequestError.InvalidResponse or HttpRequestError.VersionNegotiationError or HttpRequestError.ConfigurationLimitExceeded =>
                NetworkFailure.NotHttp,
            _ => NetworkFailure.ConnectionLost,
        };
}
