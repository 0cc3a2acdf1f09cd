using System.Diagnostics;
using Bridge.Core.Translation;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// Has the way of a webhook compiled before the first one comes, which may be one of many that Meta repeats: webhooks of Bridge's own are
/// posted to a receiver beside the real one, again and again. They go nowhere, and are not counted.
/// </summary>
internal sealed partial class WarmUp(IOptions<ReceivingOptions> options, TranslationOptions translation, ILogger<WarmUp> logger)
    : BackgroundService
{
    /// <summary>So many post at once: the server's part costs most when it waits for several.</summary>
    private const int Senders = 4;

    private readonly TimeSpan _atMost = TimeSpan.FromMilliseconds(options.Value.WarmUpMilliseconds);

    /// <summary>Why there should be no traffic yet; null once there may be.</summary>
    public string? WhyNotReady => ExecuteTask is { IsCompleted: true } ? null : "it warms up (Receiving:WarmUpMilliseconds)";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _atMost > TimeSpan.Zero ? Task.Run(() => TryAsync(stoppingToken), CancellationToken.None) : Task.CompletedTask;

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (Exception cause) when (!stoppingToken.IsCancellationRequested)
        {
            // The outermost seam: without it webhooks are received all the same, and the first cost more.
            IsCold(cause, cause.Message);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        var began = Stopwatch.GetTimestamp();
        await using var receiver = await WarmUpReceiver.StartAsync(translation, stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => PostAsync(receiver, began, stoppingToken)));
    }

    private async Task PostAsync(WarmUpReceiver receiver, long began, CancellationToken stoppingToken)
    {
        using var sender = await WarmUpSender.ConnectAsync(receiver.Address, stoppingToken);
        while (Stopwatch.GetElapsedTime(began) < _atMost)
        {
            await sender.PostAsync(receiver.Request, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Could not warm up, so that the first webhooks cost more than later ones: {Problem}")]
    private partial void IsCold(Exception cause, string problem);
}
