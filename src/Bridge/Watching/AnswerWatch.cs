using System.Diagnostics.Metrics;
using Bridge.Telemetry;

namespace Bridge.Watching;

/// <summary>How this process answered Meta in the last minutes, by what it measures. Thread-safe.</summary>
internal sealed class AnswerWatch : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private const int Minutes = 5;

    private readonly MeterListener _listener = new();
    private readonly TimeProvider _time;
    private readonly long[] _all = new long[Minutes];
    private readonly long[] _late = new long[Minutes];
    private long _minute;

    public AnswerWatch(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _minute = Now;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == Instruments.AnswersName && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Count(seconds, tags));
        _listener.Start();
    }

    public AnswerShare Share
    {
        get
        {
            Turn();
            return new AnswerShare(_all.Sum(), _late.Sum());
        }
    }

    private long Now => _time.GetTimestamp() / (long)(Minute.TotalSeconds * _time.TimestampFrequency);

    public void Dispose() => _listener.Dispose();

    /// <summary>Only what is Meta's: strangers may be refused as slowly as it pleases.</summary>
    private void Count(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags is not [{ Value: int status and (200 or 503) }, ..])
        {
            return;
        }

        Turn();
        Interlocked.Increment(ref _all[Now % Minutes]);
        if (seconds > 1 || status == StatusCodes.Status503ServiceUnavailable)
        {
            Interlocked.Increment(ref _late[Now % Minutes]);
        }
    }

    /// <summary>Forgets what is older than it looks back.</summary>
    private void Turn()
    {
        var (before, now) = (Volatile.Read(ref _minute), Now);
        if (now == before || Interlocked.CompareExchange(ref _minute, now, before) != before)
        {
            return;
        }

        for (var minute = Math.Max(before + 1, now - Minutes + 1); minute <= now; minute++)
        {
            Volatile.Write(ref _all[minute % Minutes], 0);
            Volatile.Write(ref _late[minute % Minutes], 0);
        }
    }
}
