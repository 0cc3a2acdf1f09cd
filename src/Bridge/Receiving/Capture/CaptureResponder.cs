using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Capture;

/// <summary>Writes the answers of <c>POST /v1/capture</c>, and counts them.</summary>
/// <remarks>None of them can be cancelled: what is stored is stored, whether anybody still waits for the answer or not.</remarks>
internal sealed class CaptureResponder(IOptions<ReceivingOptions> options, BridgeMetrics metrics)
{
    /// <param name="key">Whose request it is; null while that is not known.</param>
    /// <param name="problem">What is wrong with it, without its full stop.</param>
    public Task RefuseAsync(HttpContext context, CaptureKey? key, int status, string? problem = null, int? retryAfterSeconds = null)
    {
        var seconds = retryAfterSeconds ?? (status == StatusCodes.Status503ServiceUnavailable ? options.Value.RetryAfterSeconds : null);
        if (seconds is not null)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        Begin(context, key, status);
        var refusal = new CaptureRefusal(problem is null ? Sentence(status) : $"Nothing is stored: {problem}.", ErrorTrace.Of(context));
        return context.Response.WriteAsJsonAsync(
            refusal,
            CaptureJson.Readable.CaptureRefusal,
            contentType: null,
            cancellationToken: CancellationToken.None
        );
    }

    public Task SayAsync(HttpContext context, CaptureKey key, int status, CaptureAnswer answer)
    {
        Begin(context, key, status);
        return context.Response.WriteAsJsonAsync(
            answer,
            CaptureJson.Readable.CaptureAnswer,
            contentType: null,
            cancellationToken: CancellationToken.None
        );
    }

    private void Begin(HttpContext context, CaptureKey? key, int status)
    {
        metrics.Captured(key?.Sender.Name, status);
        context.Response.StatusCode = status;
    }

    private static string Sentence(int status) =>
        status switch
        {
            StatusCodes.Status401Unauthorized =>
                "Send the key as X-Write-Key, as Authorization: Bearer KEY, or as the user name of Authorization: Basic.",
            StatusCodes.Status404NotFound =>
                "This is switched off: there is no key in Capture:Keys. \"meta-bridge capture-key NAME\" makes one "
                    + "and the settings that go with it.",
            StatusCodes.Status408RequestTimeout => "The body took too long.",
            StatusCodes.Status413PayloadTooLarge => $"Nothing is stored: a body has at most {CaptureBody.MaxBytes} bytes, decompressed.",
            StatusCodes.Status415UnsupportedMediaType => "Nothing is stored: a body comes plain or with Content-Encoding gzip.",
            StatusCodes.Status429TooManyRequests => "Too much at once: send it again after the seconds that Retry-After says.",
            StatusCodes.Status503ServiceUnavailable => "It could not be stored: send it again after the seconds that Retry-After says.",
            _ => "Nothing is stored: the body did not come whole, or it is not what its headers say.",
        };
}
