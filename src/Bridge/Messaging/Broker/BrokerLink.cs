using Bridge.Storage;

namespace Bridge.Messaging.Broker;

/// <summary>Whether the broker takes messages, as the last of them learned. Thread-safe.</summary>
internal sealed partial class BrokerLink(ILogger<BrokerLink> logger)
{
    private readonly Signal _failures = new();
    private string? _problem;

    /// <summary>Why it takes none, for the operator; null while it does.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>Completes when it fails from now on.</summary>
    public Task NextFailure => _failures.Next;

    /// <summary>It confirmed a message.</summary>
    public void Works()
    {
        if (Problem is not null && Interlocked.Exchange(ref _problem, null) is not null)
        {
            WorksAgain();
        }
    }

    /// <summary>It did not confirm one.</summary>
    /// <param name="problem">A sentence without its full stop, and without what was to be sent.</param>
    public void Fails(string problem)
    {
        if (Interlocked.Exchange(ref _problem, problem) is null)
        {
            TakesNothing(problem);
            _failures.Raise();
        }
    }

    [LoggerMessage(LogLevel.Error, "The broker takes no messages: {Problem}")]
    private partial void TakesNothing(string problem);

    [LoggerMessage(LogLevel.Information, "The broker takes messages again")]
    private partial void WorksAgain();
}
