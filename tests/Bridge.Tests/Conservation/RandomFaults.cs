using System.Net;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>Makes one thing after another fail, at random but repeatably.</summary>
internal sealed class RandomFaults
{
    private readonly Dictionary<string, int> _counts = [];
    private readonly (string Name, Func<CancellationToken, Task> Run)[] _faults;
    private readonly Fleet _fleet;
    private readonly Random _random;

    public RandomFaults(Fleet fleet, Random random)
    {
        _fleet = fleet;
        _random = random;
        _faults =
        [
            ("receiver killed", KillReceiverAsync),
            ("receiver killed", KillReceiverAsync),
            ("forwarder killed", KillForwarderAsync),
            ("forwarder killed", KillForwarderAsync),
            ("broker restarted", _ => fleet.RestartBrokerAsync()),
            ("broker frozen", fleet.FreezeBrokerAsync),
            ("database restarted", _ => fleet.RestartDatabaseAsync()),
            ("connections to the broker reset", _ => Done(fleet.ResetBrokerConnections)),
            ("queue of somebody else that rejects", _ => fleet.BindRejectingQueueAsync()),
            ("queue deleted", DeleteQueueAsync),
            ("messages limited", fleet.LowerMessageSizeAsync),
            ("connections to the database reset", _ => Done(fleet.ResetDatabaseConnections)),
        ];
    }

    /// <summary>How often something failed.</summary>
    public int Count { get; private set; }

    /// <param name="duration">How long to go on at least.</param>
    /// <param name="least">How many faults there are at least, however slow the machine is.</param>
    public async Task RunAsync(TimeSpan duration, int least, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        end.CancelAfter(duration);
        while (!end.IsCancellationRequested || Count < least)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _fleet.Collector.Everything = NextAnswer();
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(200, 2000)), cancellationToken);
            _fleet.Collector.Everything = NextAnswer();
            var (name, run) = _faults[_random.Next(_faults.Length)];
            _counts[name] = _counts.GetValueOrDefault(name) + 1;
            Count++;
            await run(cancellationToken);
        }
    }

    public override string ToString() =>
        string.Join(", ", _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    private static Task Done(Action fault)
    {
        fault();
        return Task.CompletedTask;
    }

    private ScriptedAnswer? NextAnswer() =>
        _random.Next(6) switch
        {
            0 => ScriptedAnswer.Status(HttpStatusCode.ServiceUnavailable),
            1 => ScriptedAnswer.Reset,
            _ => null,
        };

    private async Task DeleteQueueAsync(CancellationToken cancellationToken)
    {
        if (!await _fleet.DeleteEmptyQueueAsync(cancellationToken))
        {
            _counts["queue not deleted, for it was not empty"] = _counts.GetValueOrDefault("queue not deleted, for it was not empty") + 1;
        }
    }

    private Task KillReceiverAsync(CancellationToken cancellationToken) =>
        _fleet.RestartReceiverAsync(_random.Next(Fleet.ReceiverCount), cancellationToken);

    private Task KillForwarderAsync(CancellationToken cancellationToken) =>
        _fleet.RestartForwarderAsync(_random.Next(Fleet.ForwarderCount), cancellationToken);
}
