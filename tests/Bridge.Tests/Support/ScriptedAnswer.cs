using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Bridge.Support;

/// <summary>One answer of the <see cref="ScriptedCollector"/>.</summary>
/// <param name="Takes">Whether the collector keeps the events it answers so.</param>
internal sealed record ScriptedAnswer(string Name, bool Takes, Func<HttpContext, TimeProvider, CancellationToken, Task> WriteAsync)
{
    public static ScriptedAnswer Ok { get; } = Status(HttpStatusCode.OK, """{"accepted":true}""");

    public static ScriptedAnswer BrokenJson { get; } = Status(HttpStatusCode.OK, "{\"accepted\":") with { Name = "200 with broken JSON" };

    /// <summary>No answer at all, until the client gives up.</summary>
    public static ScriptedAnswer TimeoutBeforeHeaders { get; } =
        new("timeout before headers", false, (_, _, gone) => Task.Delay(Timeout.Infinite, gone));

    /// <summary>The connection is cut instead of an answer.</summary>
    public static ScriptedAnswer Reset { get; } =
        new(
            "reset",
            false,
            (context, _, _) =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
        );

    public static ScriptedAnswer Status(HttpStatusCode status, string body = "") => Status((int)status, body);

    public static ScriptedAnswer Status(int status, string body = "") =>
        new(
            $"{status}",
            status is >= 200 and < 300,
            (context, _, gone) =>
            {
                context.Response.StatusCode = status;
                return context.Response.WriteAsync(body, gone);
            }
        );

    public static ScriptedAnswer RetryAfter(int status, string retryAfter) => WithHeader(status, "Retry-After", retryAfter);

    public static ScriptedAnswer RedirectTo(Uri location) => WithHeader(307, "Location", location.ToString());

    /// <summary>The status, the first bytes of a body, and then nothing more.</summary>
    public static ScriptedAnswer TimeoutInBody(int status) =>
        new(
            $"{status}, timeout in the body",
            status is >= 200 and < 300,
            async (context, _, gone) =>
            {
                context.Response.StatusCode = status;
                await context.Response.WriteAsync("the beginning", gone);
                await context.Response.Body.FlushAsync(gone);
                await Task.Delay(Timeout.Infinite, gone);
            }
        );

    /// <summary>The status at once, and the body one byte a second by the collector's clock.</summary>
    public static ScriptedAnswer OneByteASecond(int status, string body) =>
        new(
            $"{status}, one byte a second",
            status is >= 200 and < 300,
            async (context, time, gone) =>
            {
                context.Response.StatusCode = status;
                foreach (var deadLetter in Encoding.UTF8.GetBytes(body))
                {
                    await context.Response.Body.WriteAsync(new[] { deadLetter }, gone);
                    await context.Response.Body.FlushAsync(gone);
                    await Task.Delay(TimeSpan.FromSeconds(1), time, gone);
                }
            }
        );

    public override string ToString() => Name;

    private static ScriptedAnswer WithHeader(int status, string header, string value) =>
        new(
            $"{status} with {header}: {value}",
            false,
            (context, _, _) =>
            {
                context.Response.StatusCode = status;
                context.Response.Headers[header] = value;
                return Task.CompletedTask;
            }
        );
}
