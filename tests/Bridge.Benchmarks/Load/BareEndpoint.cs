using System.CommandLine;
using System.Text;
using Bridge.Core.Translation;
using Bridge.Core.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bridge.Benchmarks.Load;

/// <summary>What Bridge is measured against: the same endpoint that reads, verifies and translates, but stores nothing.</summary>
internal sealed class BareEndpoint(byte[][] secrets)
{
    public static Command CreateCommand()
    {
        var urls = LoadServer.UrlsOption();
        var secret = new Option<string>("--secret") { Description = "The app secret that signs.", Required = true };
        var command = new Command("bare", "Answers webhooks without storing them.") { urls, secret };
        command.SetAction(
            (result, cancellationToken) =>
            {
                var endpoint = new BareEndpoint([Encoding.UTF8.GetBytes(result.GetRequiredValue(secret))]);
                return LoadServer.RunAsync(
                    result.GetRequiredValue(urls),
                    app => app.MapPost("/webhook/meta", endpoint.AnswerAsync),
                    cancellationToken
                );
            }
        );
        return command;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context.Request, context.RequestAborted);
        var signature = context.Request.Headers[WebhookSignature.HeaderName].ToString();
        var isSigned = WebhookSignature.Verify(body.Memory.Span, signature, secrets) == SignatureResult.Valid;
        context.Response.StatusCode = isSigned && IsTranslated(body.Memory) ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
    }

    private static bool IsTranslated(ReadOnlyMemory<byte> body) =>
        WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default).Unreadable.Count == 0;
}
