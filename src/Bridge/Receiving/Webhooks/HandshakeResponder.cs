using System.Text;
using Bridge.Core.Webhooks;
using Bridge.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Bridge.Receiving.Webhooks;

/// <summary>Meta's GET that verifies the webhook's address: 200 with the bare challenge, or 403. It carries no signature.</summary>
internal sealed class HandshakeResponder(MetaSecrets secrets, ReceivingLog log)
{
    public Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var challenge = Single(query["hub.challenge"]);
        var result = Handshake.Check(Single(query["hub.mode"]), Single(query["hub.verify_token"]), challenge, secrets.VerifyTokens);
        var isRefused = result is not HandshakeResult.Accepted;
        if (isRefused)
        {
            ErrorTrace.Of(context);
        }

        log.HandshakeAnswered(result);
        if (isRefused)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(challenge!);
        context.Response.Headers.XContentTypeOptions = "nosniff"; // the challenge is whatever the caller wrote
        return context.Response.WriteAsync(challenge!, context.RequestAborted);
    }

    /// <summary>A parameter given twice is no parameter of Meta's.</summary>
    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;
}
