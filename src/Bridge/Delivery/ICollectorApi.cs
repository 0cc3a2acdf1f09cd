using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>The collector's HTTP API.</summary>
internal interface ICollectorApi
{
    /// <summary>
    /// <c>POST /v1/capture</c> with the events' stored payloads as <c>{"batch":[…]}</c>. An empty batch may be posted, to hear what the
    /// collector says.
    /// </summary>
    /// <returns>Its answer, or how the network failed; only cancellation throws.</returns>
    Task<CollectorAnswer> CaptureAsync(Destination destination, IReadOnlyList<PendingEvent> events, CancellationToken cancellationToken);
}

/// <summary>What came of one POST.</summary>
/// <param name="Status">The HTTP status; null when none arrived.</param>
/// <param name="Failure">How the network failed, when no status arrived.</param>
/// <param name="Text">The beginning of an answer; of a collector none of a success. May quote events: not for logs.</param>
/// <param name="RetryAfter">The <c>Retry-After</c> header as it stands there.</param>
internal sealed record CollectorAnswer(
    int? Status,
    NetworkFailure Failure = NetworkFailure.None,
    string? Text = null,
    string? RetryAfter = null
)
{
    /// <summary>In characters.</summary>
    private const int MostKept = 8192;

    /// <summary>What the answer itself says is wrong, such as <c>error 190</c>; null where the status says it all.</summary>
    public string? Cause { get; init; }

    /// <summary>As much of the text as a dead letter keeps.</summary>
    public string? Excerpt =>
        Text is { Length: > MostKept } ? Text[..(char.IsHighSurrogate(Text[MostKept - 1]) ? MostKept - 1 : MostKept)] : Text;

    /// <summary>Bridge has nothing to post: the rest of the answer is its own.</summary>
    public bool WasNotPosted { get; init; }

    /// <summary>The cause, the status or the failure in a word or two, for logs and the ops page.</summary>
    public string Summary =>
        Cause is not null ? Cause
        : Status is { } status ? $"status {status}"
        : Failure switch
        {
            NetworkFailure.Timeout => "timeout",
            NetworkFailure.NameNotResolved => "name not resolved",
            NetworkFailure.NotConnected => "connection refused or unreachable",
            NetworkFailure.TlsFailed => "TLS handshake failed",
            NetworkFailure.ConnectionLost => "connection lost",
            _ => "not HTTP",
        };

    public override string ToString() => Summary;
}

/// <summary>How the network failed before a status arrived.</summary>
internal enum NetworkFailure
{
    None,
    Timeout,
    NameNotResolved,
    NotConnected,
    TlsFailed,
    ConnectionLost,
    NotHttp,
}
