using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Benchmarks.Load;

/// <summary>A Kestrel that does nothing but answer: no logs, no middleware, the same server settings for all that is compared.</summary>
internal static class LoadServer
{
    /// <summary>What Bridge accepts, in bytes.</summary>
    public const int MaxBodyBytes = 4 << 20;

    public static Option<string> UrlsOption() => new("--urls") { Description = "Where to listen.", Required = true };

    public static async Task RunAsync(string urls, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        await using var app = builder.Build();
        app.MapGet("/healthz/ready", () => Results.Ok());
        map(app);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
