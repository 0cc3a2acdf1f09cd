using System.Net;
using Bridge.Core.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge.Simulation.Collecting;

/// <summary>
/// A collector for rehearsals: takes <c>POST /v1/capture</c> as strictly as the contract says, shows what it got, and fails when told to.
/// </summary>
internal sealed class SampleCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Failures _failures;
    private readonly CaptureEndpoint _capture;

    public SampleCollector(CollectorSettings settings, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.Services.AddRequestDecompression();

        Taken = new TakenEvents(settings.Keep);
        _failures = new Failures(settings.Outages, clock);
        _capture = new CaptureEndpoint(settings, Taken, _failures, clock);
        _app = builder.Build();
        _app.UseRequestDecompression();
        _app.MapPost("/v1/capture", _capture.AnswerAsync);
        new EventsEndpoints(Taken, _capture).Map(_app);
    }

    /// <summary>Its base address, once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What it took.</summary>
    public TakenEvents Taken { get; }

    /// <summary>How many batches it answered with the failure it was told to give.</summary>
    public long TurnedAway => _capture.TurnedAway;

    /// <summary>What broke the contract, a line each.</summary>
    public IReadOnlyList<string> Problems => _capture.Problems;

    /// <summary>
    /// From now on <paramref name="took"/> hears of each event taken for the first time, <paramref name="disliked"/> of each reason to
    /// refuse a batch.
    /// </summary>
    public void Tell(Action<JsonView> took, Action<string> disliked) => (_capture.Took, _capture.Disliked) = (took, disliked);

    /// <exception cref="IOException">It cannot listen there.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>From now on every batch is answered with this status.</summary>
    public void Fail(HttpStatusCode status) => _failures.Set((int)status);

    /// <summary>From now on it works again, as far as its settings go.</summary>
    public void Recover() => _failures.Set(0);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
