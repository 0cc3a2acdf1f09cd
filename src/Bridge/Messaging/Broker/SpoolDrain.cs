using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;

namespace Bridge.Messaging.Broker;

/// <summary>Sends what is spooled to the broker, oldest first, and deletes what it confirmed. For one caller.</summary>
internal sealed partial class SpoolDrain(BatchDispatch dispatch, BrokerSpool spool, TimeProvider time, ILogger<SpoolDrain> logger)
{
    /// <summary>Bytes of spooled rows read at once.</summary>
    private const int ReadBytes = 1 << 20;

    /// <summary>How often a row may fail while the broker takes other messages, before the row is taken for the cause.</summary>
    private const int Tries = 3;

    /// <summary>The most rows on their way at once; each has a channel of its own.</summary>
    private const int MostTogether = 512;

    /// <summary>A broker that confirms sooner gets one row after the other, so that they lie in its queue in order.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(40);

    /// <summary>One that is slower gets a row for each of these, however long it takes to confirm them.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(2);

    private readonly LogThrottle _throttle = new(time);
    private readonly HashSet<long> _taken = [];
    private readonly List<byte[]> _refused = [];
    private int _together = 1;
    private long _sentUpTo;
    private long _failingRow;
    private int _failures;

    /// <returns>Whether nothing is left in the spool.</returns>
    /// <exception cref="StorageException">The spool cannot be read.</exception>
    public async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        await TryDeleteAsync(cancellationToken);
        var drained = 0;
        while (await spool.ReadOldestAsync(_sentUpTo, ReadBytes, cancellationToken) is { Count: > 0 } rows)
        {
            var sent = await SendAsync(rows, cancellationToken);
            drained += sent;
            if (sent < rows.Count)
            {
                return false;
            }
        }

        if (drained > 0)
        {
            Drained(drained);
        }

        return _taken.Count == 0;
    }

    /// <returns>How many the broker has, up to the first of those sent together that it did not take.</returns>
    private async Task<int> SendAsync(List<SpoolRow> rows, CancellationToken cancellationToken)
    {
        var sent = 0;
        while (sent < rows.Count)
        {
            var together = rows[sent].Sequence <= _failingRow ? 1 : _together;
            var several = rows.GetRange(sent, Math.Min(together, rows.Count - sent));
            if (!await SendTogetherAsync(several, cancellationToken))
            {
                break;
            }

            sent += several.Count;
        }

        return sent;
    }

    /// <returns>Whether the broker has them all.</returns>
    private async Task<bool> SendTogetherAsync(List<SpoolRow> rows, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var all = await Task.WhenAll(rows.Select(row => SendAsync(row, cancellationToken)));
        var (took, failed) = (time.GetElapsedTime(begun), Array.FindIndex(all, one => !one.IsConfirmed));
        _together = took < Prompt ? 1 : (int)Math.Min(took / Pace, MostTogether);
        foreach (var (row, dispatched) in rows.Zip(all).Where(pair => pair.Second.IsConfirmed))
        {
            _taken.Add(row.Sequence);
            _refused.AddRange(dispatched.Refused);
        }

        if (failed >= 0)
        {
            _failures = rows[failed].Sequence == _failingRow ? _failures + 1 : 1;
            _failingRow = rows[failed].Sequence;
        }

        var isDeleted = await TryDeleteAsync(cancellationToken);
        _sentUpTo = !isDeleted && failed < 0 ? rows[^1].Sequence : _sentUpTo;
        return failed < 0;
    }

    private Task<Dispatched> SendAsync(SpoolRow row, CancellationToken cancellationToken)
    {
        if (_taken.Contains(row.Sequence))
        {
            return Task.FromResult(new Dispatched(true, []));
        }

        if (row.Sequence != _failingRow || _failures < Tries)
        {
            return dispatch.SendAsync(row.Batch, cancellationToken);
        }

        IsHalved(row.Batch.Length, _failures);
        return dispatch.SendByHalvesAsync(row.Batch, cancellationToken);
    }

    /// <summary>Deletes what the broker has. Where that fails it is remembered, and not sent again.</summary>
    private async Task<bool> TryDeleteAsync(CancellationToken cancellationToken)
    {
        if (_taken.Count == 0)
        {
            return true;
        }

        try
        {
            await spool.DeleteAsync([.. _taken], _refused, cancellationToken);
            (_sentUpTo, spool.Undeleted) = (0, null);
            _taken.Clear();
            _refused.Clear();
            return true;
        }
        catch (StorageException problem)
        {
            spool.Undeleted = problem.Message;
            if (_throttle.ShouldLog(out _))
            {
                CannotDelete(problem, _taken.Count, problem.Message);
            }

            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "The spool is drained: the broker has the {Batches} batches that waited in it")]
    private partial void Drained(int batches);

    [LoggerMessage(
        LogLevel.Warning,
        "The broker refused a spooled batch of {Bytes} bytes {Times} times and takes others: sending it by halves"
    )]
    private partial void IsHalved(int bytes, int times);

    [LoggerMessage(
        LogLevel.Error,
        "The broker has {Batches} spooled batches that cannot be deleted from the spool; a start in between sends them again: {Problem}"
    )]
    private partial void CannotDelete(Exception cause, int batches, string problem);
}
