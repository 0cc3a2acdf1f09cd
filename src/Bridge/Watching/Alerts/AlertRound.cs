using Bridge.Storage.Administration;
using Bridge.Telemetry;

namespace Bridge.Watching.Alerts;

/// <summary>
/// Tells what begins and what ends, once each, however many processes see it. What cannot be told is tried again, here or elsewhere.
/// </summary>
internal sealed partial class AlertRound(AdminDatabase database, AlertApi api, TimeProvider time, ILogger<AlertRound> logger)
{
    private readonly LogThrottle _failures = new(time);

    /// <param name="findings">What this process sees just now.</param>
    /// <exception cref="Bridge.Storage.StorageException">The store does not say what the others know.</exception>
    public async Task RunAsync(IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        if (findings.Count == 0 && await database.ReadAsync(AlertTable.CountAsync, cancellationToken) == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var alert in await database.WriteAsync(store => AlertTable.ClaimAsync(store, findings, now), cancellationToken))
        {
            await TellAsync(alert, cancellationToken);
        }
    }

    private async Task TellAsync(AlertRow alert, CancellationToken cancellationToken)
    {
        if (await api.TryTellAsync(alert, cancellationToken) is not { } problem)
        {
            await database.WriteAsync(store => AlertTable.SettleAsync(store, alert), cancellationToken);
        }
        else if (_failures.ShouldLog(out _))
        {
            CannotTell(alert.Kind, problem);
        }
    }

    [LoggerMessage(LogLevel.Error, "The alert {Kind} cannot be posted to Alerts:WebhookUrl: {Problem}; it is tried again")]
    private partial void CannotTell(string kind, string problem);
}
