using Bridge.Telemetry;

namespace Bridge.Receiving.Capture;

/// <summary>What the door for other systems tells its operator: one line a minute for each cause, with a count. Never a key.</summary>
internal sealed partial class CaptureLog(ILogger<CaptureLog> logger, TimeProvider time)
{
    private readonly LogThrottle _closed = new(time);
    private readonly LogThrottle _keys = new(time);
    private readonly LogThrottle _rates = new(time);
    private readonly LogThrottle _batches = new(time);
    private readonly LogThrottle _events = new(time);

    public void NobodyMay()
    {
        if (_closed.ShouldLog(out var count))
        {
            Closed(count);
        }
    }

    public void KeyRefused()
    {
        if (_keys.ShouldLog(out var count))
        {
            NobodysKey(count);
        }
    }

    public void TooFast(string key, int perSecond)
    {
        if (_rates.ShouldLog(out var count))
        {
            AboveRate(count, key, perSecond);
        }
    }

    public void BatchRefused(string key, int status)
    {
        if (_batches.ShouldLog(out var count))
        {
            NoBatch(count, key, status);
        }
    }

    public void EventsRefused(string key)
    {
        if (_events.ShouldLog(out var count))
        {
            InvalidEvents(count, key);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Answered {Count} requests at /v1/capture with 404, because Capture:Keys is empty; \"meta-bridge capture-key NAME\" makes a key "
            + "and the settings that go with it"
    )]
    private partial void Closed(long count);

    [LoggerMessage(LogLevel.Warning, "Refused {Count} requests at /v1/capture without a key or with one that is nobody's in Capture:Keys")]
    private partial void NobodysKey(long count);

    [LoggerMessage(
        LogLevel.Warning,
        "Answered {Count} requests at /v1/capture with 429, the last of {Key}, which may post {PerSecond} events a second "
            + "(RatePerSecond of its key)"
    )]
    private partial void AboveRate(long count, string key, int perSecond);

    [LoggerMessage(
        LogLevel.Warning,
        "Refused {Count} requests at /v1/capture as a whole, the last of {Key} with {Status}; nothing is stored of them, and the answer "
            + "says why"
    )]
    private partial void NoBatch(long count, string key, int status);

    [LoggerMessage(
        LogLevel.Warning,
        "Accepted {Count} requests at /v1/capture but for single events, the last of {Key}; those become dead letters (invalid), and the "
            + "answer says why"
    )]
    private partial void InvalidEvents(long count, string key);
}
