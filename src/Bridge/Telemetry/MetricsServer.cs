using Bridge.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Bridge.Telemetry;

/// <summary>
/// Serves <c>/metrics</c> on addresses of its own (<c>Telemetry:MetricsUrls</c>), to whoever reaches them: a server beside the public
/// one, so that neither shows what the other does, whatever host a request names.
/// </summary>
internal sealed class MetricsServer(MeterProvider meters, IOptions<TelemetryOptions> options) : IHostedService, IAsyncDisposable
{
    private readonly WebApplication _app = Create(meters, options.Value.MetricsUrls!);

    /// <summary>Where it listens.</summary>
    public ICollection<string> Addresses => _app.Urls;

    /// <exception cref="StartupException">It cannot listen there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (Explain(failure) is { } problem)
        {
            throw new StartupException([problem], exitCode: 1);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string? Explain(Exception failure) =>
        ListenFailure.Explain(failure, options.Value.MetricsUrls!, Settings.Describe(TelemetryOptions.MetricsKey));

    private static WebApplication Create(MeterProvider meters, string urls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(urls);
        var app = builder.Build();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            meters,
            predicate: null,
            MetricsSetup.Path,
            configureBranchedPipeline: null,
            optionsName: null
        );
        return app;
    }
}
