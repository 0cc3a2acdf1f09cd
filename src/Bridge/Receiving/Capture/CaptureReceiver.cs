using Bridge.Core.Capture;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Telemetry;

namespace Bridge.Receiving.Capture;

/// <summary>
/// One <c>POST /v1/capture</c>: see whose it is, read, validate, make durable, answer. Whoever is answered 429 or 503 has to repeat it; any
/// repetition is recognised later on.
/// </summary>
internal sealed class CaptureReceiver(
    CaptureKeys keys,
    BodyReader reader,
    BytesInFlight inFlight,
    FailureLimit refusals,
    DurablePublisher publisher,
    TranslationOptions translation,
    CaptureSelection selection,
    CaptureResponder responder,
    BridgeMetrics metrics,
    TimeProvider time,
    ReceivingLog failures,
    CaptureLog log
)
{
    private const string UnknownKey =
        "the key is none of Bridge's. Give the one that \"meta-bridge capture-key NAME\" printed; Bridge knows it from the next start on";

    public async Task ReceiveAsync(HttpContext context)
    {
        try
        {
            await HandleAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // The outermost seam of a request: whatever it was, nothing was promised.
            ErrorTrace.Of(context);
            failures.Failed(exception);
            await responder.RefuseAsync(context, null, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var shown = CaptureCredential.Of(context.Request.Headers);
        if (keys.IsEmpty)
        {
            ErrorTrace.Of(context);
            log.NobodyMay();
            await responder.RefuseAsync(context, null, StatusCodes.Status404NotFound);
        }
        else if (keys.Find(shown) is not { } key)
        {
            await RefuseKeyAsync(context, isShown: !string.IsNullOrEmpty(shown));
        }
        else if (key.Rate.FindWait() is { } seconds)
        {
            ErrorTrace.Of(context);
            log.TooFast(key.Sender.Name, key.Rate.PerSecond);
            await responder.RefuseAsync(context, key, StatusCodes.Status429TooManyRequests, retryAfterSeconds: seconds);
        }
        else
        {
            await ReadAsync(context, key);
        }
    }

    private async Task ReadAsync(HttpContext context, CaptureKey key)
    {
        var isFailing = refusals.IsFailing(context.Connection.RemoteIpAddress);
        refusals.CountValid(context.Connection.RemoteIpAddress);
        using var body = new BodyBuffer(inFlight, isFailing);
        using var plain = new BodyBuffer(inFlight, isFailing);
        var isCompressed = CaptureBody.IsCompressed(context.Request);
        var failure =
            isCompressed is null ? StatusCodes.Status415UnsupportedMediaType
            : context.Request.ContentLength > CaptureBody.MaxBytes ? StatusCodes.Status413PayloadTooLarge
            : await reader.ReadAsync(context.Request, body, CaptureBody.MaxBytes, context.RequestAborted);
        if (failure == 0 && isCompressed == true)
        {
            failure = CaptureBody.Decompress(body.Bytes, plain);
        }

        await (
            failure == 0 ? AnswerAsync(context, key, isCompressed == true ? plain.Bytes : body.Bytes) : GiveUpAsync(context, key, failure)
        );
    }

    private async Task AnswerAsync(HttpContext context, CaptureKey key, ReadOnlyMemory<byte> body)
    {
        using var span = Traces.Receive(CaptureSetup.Path);
        var request = CaptureReader.Read(body, key.Sender, time.GetUtcNow(), translation.HandoffTriggers);
        key.Rate.Count(request.Cost);
        if (CaptureMode.Of(context.Request.Query) is not { } mode)
        {
            await RefuseAsync(context, key, StatusCodes.Status400BadRequest, "strict and dryRun are true or false");
        }
        else if (request.Fault is { } fault)
        {
            var status = fault.IsTooMuch ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest;
            await RefuseAsync(context, key, status, fault.Problem);
        }
        else if (FindRefusal(request, mode) is { } error)
        {
            var answer = CaptureAnswer.Of(request, selection.Leaves, error) with { TraceId = ErrorTrace.Of(context) };
            log.BatchRefused(key.Sender.Name, StatusCodes.Status400BadRequest);
            await responder.SayAsync(context, key, StatusCodes.Status400BadRequest, answer);
        }
        else if (mode.IsDryRun || await publisher.TryStoreAsync(CaptureItems.Of(request)))
        {
            Count(request, key, mode);
            await responder.SayAsync(context, key, StatusCodes.Status200OK, CaptureAnswer.Of(request, selection.Leaves));
        }
        else
        {
            await RefuseAsync(context, key, StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static string? FindRefusal(CaptureRequest request, CaptureMode mode) =>
        request.IsHopeless ? "Nothing is stored, because no event of the batch is acceptable."
        : mode.IsStrict && request.Invalid.Count > 0 ? "Nothing is stored, because strict asks for all or nothing."
        : null;

    private void Count(CaptureRequest request, CaptureKey key, CaptureMode mode)
    {
        if (mode.IsDryRun)
        {
            return;
        }

        metrics.Dropped(CaptureRequest.DuplicateRule, request.Duplicates);
        foreach (var (_, type) in request.Dropped)
        {
            metrics.Dropped(CaptureRequest.NotTrackRule, type, 1);
        }

        if (request.Invalid.Count > 0)
        {
            log.EventsRefused(key.Sender.Name);
        }
    }

    private Task GiveUpAsync(HttpContext context, CaptureKey key, int status)
    {
        ErrorTrace.Of(context);
        key.Rate.Count(1);
        if (status is StatusCodes.Status503ServiceUnavailable)
        {
            failures.NoMemoryForBody();
            metrics.NotStored("no_memory");
        }

        return RefuseAsync(context, key, status);
    }

    /// <summary>A wrong key and none; who tries too often is told to wait. A right key always passes.</summary>
    private Task RefuseKeyAsync(HttpContext context, bool isShown)
    {
        ErrorTrace.Of(context);
        log.KeyRefused();
        if (refusals.CountFailure(context.Connection.RemoteIpAddress) is { } seconds)
        {
            return responder.RefuseAsync(context, null, StatusCodes.Status429TooManyRequests, retryAfterSeconds: seconds);
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return responder.RefuseAsync(context, null, StatusCodes.Status401Unauthorized, isShown ? UnknownKey : null);
    }

    private Task RefuseAsync(HttpContext context, CaptureKey key, int status, string? problem = null)
    {
        ErrorTrace.Of(context);
        if (status is >= 400 and < 500)
        {
            log.BatchRefused(key.Sender.Name, status);
        }

        return responder.RefuseAsync(context, key, status, problem);
    }
}
