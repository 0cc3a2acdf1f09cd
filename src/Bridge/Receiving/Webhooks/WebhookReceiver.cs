using Bridge.Core.Translation;
using Bridge.Core.Webhooks;
using Bridge.Messaging;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// One POST from Meta: read, verify, translate, make durable, answer. Every answer but 200 makes Meta repeat it, for up to seven days.
/// </summary>
internal sealed class WebhookReceiver(
    BodyReader reader,
    BytesInFlight inFlight,
    MetaSecrets secrets,
    WebhookSightings sightings,
    FailureLimit refusals,
    DurablePublisher publisher,
    IOptions<ReceivingOptions> options,
    TranslationOptions translation,
    BridgeMetrics metrics,
    TimeProvider time,
    ReceivingLog log
)
{
    private readonly ReceivingOptions _options = options.Value;

    public async Task ReceiveAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        try
        {
            context.Response.StatusCode = await HandleAsync(context);
        }
        catch (Exception exception)
        {
            // The outermost seam of a request: whatever it was, nothing was promised, and Meta repeats it.
            ErrorTrace.Of(context);
            log.Failed(exception);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }

        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            ErrorTrace.Of(context);
        }

        if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = _options.RetryAfterSeconds.ToString();
        }

        metrics.Answered(context.Response.StatusCode, time.GetElapsedTime(began));
    }

    private async ValueTask<int> HandleAsync(HttpContext context)
    {
        if (context.Request.ContentLength > _options.MaxBodyBytes)
        {
            return StatusCodes.Status413PayloadTooLarge;
        }

        // Several such headers become one text with a comma, which is malformed. Nothing is read for a request that cannot be Meta's.
        var signature = context.Request.Headers[WebhookSignature.HeaderName].ToString();
        if (WebhookSignature.FindFault(signature) is { } fault)
        {
            return Refuse(context, fault);
        }

        using var body = new BodyBuffer(inFlight, refusals.IsFailing(context.Connection.RemoteIpAddress));
        var failure = await reader.ReadAsync(context.Request, body, _options.MaxBodyBytes, context.RequestAborted);
        return failure == 0 ? await AcceptAsync(context, body.Bytes, signature) : GiveUp(context, body, failure);
    }

    private async ValueTask<int> AcceptAsync(HttpContext context, ReadOnlyMemory<byte> body, string signature)
    {
        var keys = secrets.AppSecrets;
        var verdict = WebhookSignature.Verify(body.Span, signature, keys, out var signer);
        if (verdict is not SignatureResult.Valid)
        {
            return Refuse(context, verdict);
        }

        refusals.CountValid(context.Connection.RemoteIpAddress);
        var now = time.GetUtcNow();
        sightings.SecretUsed(keys, signer, now);

        // Whoever has gone before the work began has been promised nothing: Meta repeats it, and a stranger's work is not done.
        using var span = Traces.Receive(ReceivingSetup.Path);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return span.Answered(StatusCodes.Status499ClientClosedRequest);
        }

        var translated = WebhookTranslator.Translate(body, now, translation);
        var isStored = await publisher.TryStoreAsync(EventBatchWriter.Items(translated));
        return span.Answered(isStored ? Accepted(translated, now) : Unavailable(context));
    }

    /// <summary>Within the span, whose trace it is.</summary>
    private static int Unavailable(HttpContext context)
    {
        ErrorTrace.Of(context);
        return StatusCodes.Status503ServiceUnavailable;
    }

    /// <summary>What a rule dropped, and what nobody has heard of, is counted by name once the rest is safe.</summary>
    private int Accepted(WebhookTranslation translated, DateTimeOffset now)
    {
        sightings.NumberHeard(translated, now);
        log.Stored(translated.Events.Count, translated.Unreadable.Count, translated.Unrecognised.Count, translated.Dropped.Count);
        foreach (var dropped in translated.Dropped)
        {
            metrics.Dropped(dropped.Rule, dropped.Name, 1);
        }

        foreach (var unrecognised in translated.Unrecognised)
        {
            metrics.NeverHeardOf(unrecognised.Field);
        }

        return StatusCodes.Status200OK;
    }

    private int GiveUp(HttpContext context, BodyBuffer body, int status)
    {
        ErrorTrace.Of(context);
        if (body.IsGivenUp || status is StatusCodes.Status408RequestTimeout or StatusCodes.Status400BadRequest)
        {
            refusals.CountFailure(context.Connection.RemoteIpAddress);
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            log.NoMemoryForBody();
            metrics.NotStored("no_memory");
        }

        return status;
    }

    private int Refuse(HttpContext context, SignatureResult cause)
    {
        ErrorTrace.Of(context);
        log.SignatureRefused(cause);
        if (refusals.CountFailure(context.Connection.RemoteIpAddress) is not { } retryAfter)
        {
            return StatusCodes.Status401Unauthorized;
        }

        context.Response.Headers.RetryAfter = $"{retryAfter}";
        return StatusCodes.Status429TooManyRequests;
    }
}
