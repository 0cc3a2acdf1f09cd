using Bridge.Core.Webhooks;
using Bridge.Messaging;
using Bridge.Telemetry;

namespace Bridge.Receiving;

/// <summary>
/// What receiving tells its operator: which cause is behind the answers that look alike from outside. One line a minute for each cause,
/// with a count.
/// </summary>
internal sealed partial class ReceivingLog(ILogger<ReceivingLog> logger, TimeProvider time)
{
    private readonly LogThrottle[] _signatures = PerValue<SignatureResult>(time);
    private readonly LogThrottle[] _handshakes = PerValue<HandshakeResult>(time);
    private readonly LogThrottle[] _publishes = PerValue<PublishResult>(time);
    private readonly LogThrottle _timeouts = new(time);
    private readonly LogThrottle _overloads = new(time);
    private readonly LogThrottle _failures = new(time);

    public void SignatureRefused(SignatureResult cause)
    {
        if (!_signatures[(int)cause].ShouldLog(out var count))
        {
            return;
        }

        if (cause is SignatureResult.Wrong)
        {
            SignatureWrong(count);
        }
        else
        {
            SignatureUnusable(count, cause);
        }
    }

    public void HandshakeAnswered(HandshakeResult result)
    {
        if (!_handshakes[(int)result].ShouldLog(out var count))
        {
            return;
        }

        if (result is HandshakeResult.Accepted)
        {
            HandshakeAccepted(count);
        }
        else
        {
            HandshakeRefused(count, result);
        }
    }

    public void NotStored(PublishResult result)
    {
        if (!_publishes[(int)result].ShouldLog(out var count))
        {
            return;
        }

        switch (result)
        {
            case PublishResult.SpoolFull:
                SpoolFull(count);
                break;
            case PublishResult.BrokerUnavailable:
                BrokerUnavailable(count);
                break;
            case PublishResult.Overloaded:
                TooManyWait(count);
                break;
            default:
                StorageUnavailable(count);
                break;
        }
    }

    public void PublishTookTooLong(int seconds)
    {
        if (_timeouts.ShouldLog(out var count))
        {
            PublishTimedOut(count, seconds);
        }
    }

    public void NoMemoryForBody()
    {
        if (_overloads.ShouldLog(out var count))
        {
            Overloaded(count);
        }
    }

    /// <summary>A webhook is durable: how much came of it.</summary>
    [LoggerMessage(
        LogLevel.Debug,
        "A webhook is stored: {Events} events, {Unreadable} unreadable items, {Unrecognised} never heard of, {Dropped} dropped by rule"
    )]
    public partial void Stored(int events, int unreadable, int unrecognised, int dropped);

    /// <summary>The exception's message stays out: it may quote what was received.</summary>
    public void Failed(Exception exception)
    {
        if (_failures.ShouldLog(out var count))
        {
            Unexpected(count, exception.GetType(), exception.StackTrace);
        }
    }

    private static LogThrottle[] PerValue<T>(TimeProvider time)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(_ => new LogThrottle(time))];

    [LoggerMessage(
        LogLevel.Warning,
        "Refused {Count} webhooks whose signature is wrong; if they are Meta's, Meta:AppSecrets does not hold the secret of "
            + "the app that sends them"
    )]
    private partial void SignatureWrong(long count);

    [LoggerMessage(LogLevel.Warning, "Refused {Count} webhooks that cannot be Meta's; signature: {Cause}")]
    private partial void SignatureUnusable(long count, SignatureResult cause);

    [LoggerMessage(LogLevel.Information, "Answered {Count} handshakes: the webhook's address is verified")]
    private partial void HandshakeAccepted(long count);

    [LoggerMessage(
        LogLevel.Warning,
        "Refused {Count} handshakes: {Cause}; the verify token in the Meta app dashboard must be one of Meta:VerifyTokens"
    )]
    private partial void HandshakeRefused(long count, HandshakeResult cause);

    [LoggerMessage(LogLevel.Error, "Answered {Count} requests with 503, because the spool is full (Spool:MaxBytes); Meta repeats webhooks")]
    private partial void SpoolFull(long count);

    [LoggerMessage(
        LogLevel.Error,
        "Answered {Count} requests with 503, because the broker takes nothing and there is no spool (Spool:Enabled); Meta repeats webhooks"
    )]
    private partial void BrokerUnavailable(long count);

    [LoggerMessage(
        LogLevel.Error,
        "Answered {Count} requests with 503, because as many wait to be stored as may; the disk or the broker is too slow. "
            + "Meta repeats webhooks"
    )]
    private partial void TooManyWait(long count);

    [LoggerMessage(LogLevel.Error, "Answered {Count} requests with 503, because the storage takes nothing; Meta repeats webhooks")]
    private partial void StorageUnavailable(long count);

    [LoggerMessage(
        LogLevel.Error,
        "Answered {Count} requests with 503, "
            + "because they were not durable within {Seconds} s (Receiving:PublishTimeoutSeconds); Meta repeats webhooks"
    )]
    private partial void PublishTimedOut(long count, int seconds);

    [LoggerMessage(
        LogLevel.Warning,
        "Answered {Count} requests with 503, because the bodies in flight fill Receiving:MaxBytesInFlight; Meta repeats webhooks"
    )]
    private partial void Overloaded(long count);

    [LoggerMessage(LogLevel.Error, "Answered {Count} requests with 503 after an unexpected {Failure}; Meta repeats webhooks\n{StackTrace}")]
    private partial void Unexpected(long count, Type failure, string? stackTrace);
}
