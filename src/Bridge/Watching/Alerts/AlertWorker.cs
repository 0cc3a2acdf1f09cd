using Bridge.Storage;

namespace Bridge.Watching.Alerts;

/// <summary>Looks every few seconds whether the flow is well, and has told what changed.</summary>
internal sealed class AlertWorker(FlowReader flow, AlertRound round, AlertApi api, TimeProvider time, ILogger<AlertWorker> logger)
    : PeriodicWork("Alerts are not told", TimeSpan.FromSeconds(3), time, logger)
{
    private AlertRow? _storeDown;

    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        var findings = await flow.FindAsync(cancellationToken);
        if (findings is [{ Kind: FindingKind.StoreDown } down])
        {
            await TellOfStoreAsync(down, cancellationToken);
            return;
        }

        await round.RunAsync(findings, cancellationToken);
        if (_storeDown is { } before && await api.TryTellAsync(Row(before.Sentence, before.Since, isTold: 1), cancellationToken) is null)
        {
            _storeDown = null;
        }
    }

    /// <summary>Without the store nobody knows what the others told: each process tells this itself.</summary>
    private async Task TellOfStoreAsync(Finding down, CancellationToken cancellationToken)
    {
        var alert = Row(down.Sentence, Time.GetUtcNow().ToUnixTimeMilliseconds(), isTold: 0);
        if (_storeDown is null && await api.TryTellAsync(alert, cancellationToken) is null)
        {
            _storeDown = alert;
        }
    }

    private static AlertRow Row(string sentence, long since, int isTold) =>
        new()
        {
            Kind = FindingKind.StoreDown,
            Severity = nameof(Severity.Critical).ToLowerInvariant(),
            Sentence = sentence,
            Since = since,
            IsTold = isTold,
        };
}
