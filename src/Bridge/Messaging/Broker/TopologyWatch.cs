using Bridge.Configuration;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging.Broker;

/// <summary>Looks from every process, again and again, whether the broker has what Bridge lives by, and declares what is missing.</summary>
internal sealed partial class TopologyWatch(
    BrokerTopology topology,
    BrokerLink link,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<TopologyWatch> logger
) : BackgroundService
{
    private readonly TimeSpan _pace = TimeSpan.FromSeconds(options.Value.CheckSeconds);
    private readonly TimeSpan _hurry = TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds);
    private readonly SemaphoreSlim _looking = new(1);
    private string? _problem;
    private TopologyFinding? _last;
    private bool _wasComplete;

    /// <summary>What is not as it should be, a sentence; null when all is, or when the broker cannot be asked.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>What the last look found; null before the first, and while the broker cannot be asked.</summary>
    public TopologyFinding? Last => Volatile.Read(ref _last);

    /// <summary>Called with each finding.</summary>
    public Action<TopologyFinding> Looked { get; set; } = _ => { };

    /// <exception cref="StartupException">The broker refuses what Bridge declares.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if ((await topology.DeclareAsync(cancellationToken)).Unreachable is { } problem)
        {
            link.Fails(problem);
        }
        else
        {
            _wasComplete = true;
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Looks now, and mends.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await CheckAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    /// <remarks>What hinders publishing may be a queue that is gone: then it is looked at once, and often until it is mended.</remarks>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var failure = link.NextFailure;
            var pause = link.Problem is null && Problem is null ? _pace : _hurry;
            await Task.WhenAny(failure, Task.Delay(pause, time, stoppingToken));
            stoppingToken.ThrowIfCancellationRequested();
            await LookAsync(stoppingToken);
        }
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var finding = await topology.DeclareAsync(cancellationToken);
            Volatile.Write(ref _last, finding.Unreachable is null ? finding : null);
            if (finding.Unreachable is null)
            {
                Found(finding.Missing);
                Looked(finding);
            }
        }
        catch (StartupException refusal)
        {
            IsWrong(refusal.Problems[0]);
        }
    }

    private void Found(IReadOnlyList<string> missing)
    {
        foreach (var queue in _wasComplete ? missing : [])
        {
            DeclaredAgain(queue);
        }

        _wasComplete = true; // what was not there before, nobody deleted

        if (Interlocked.Exchange(ref _problem, null) is not null)
        {
            IsWellAgain();
        }
    }

    private void IsWrong(string problem)
    {
        if (Interlocked.Exchange(ref _problem, problem) != problem)
        {
            CannotMend(problem);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The queue {Queue} was deleted at the broker by somebody, with whatever was in it; declared it again: "
            + "find out who, for what it held is lost"
    )]
    private partial void DeclaredAgain(string queue);

    [LoggerMessage(LogLevel.Error, "What Bridge needs at the broker is not there and cannot be declared: {Problem}")]
    private partial void CannotMend(string problem);

    [LoggerMessage(LogLevel.Information, "The broker has again what Bridge needs")]
    private partial void IsWellAgain();
}
