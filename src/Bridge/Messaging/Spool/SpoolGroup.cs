using System.Buffers;
using System.Collections.Concurrent;
using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Messaging.Spool;

/// <summary>
/// Group commit: whatever waits when the writer is free becomes one row and one commit, and only then are the waiting requests answered.
/// </summary>
internal sealed partial class SpoolGroup(
    SqliteDatabase database,
    SpoolTable table,
    SpooledBatches spooled,
    TimeProvider time,
    ILogger<SpoolGroup> logger
) : WriterJob
{
    private static readonly Task<PublishResult> Overloaded = Task.FromResult(PublishResult.Overloaded);

    /// <summary>Webhooks in one row.</summary>
    private const int MaxRequests = 1024;

    /// <summary>Bytes in one row, unless a single webhook has more.</summary>
    private const int MaxBytes = 1 << 20;

    private readonly ConcurrentQueue<WaitingRequest> _waiting = new();
    private readonly WaitingBound _bound = new();
    private readonly List<WaitingRequest> _members = [];
    private readonly ArrayBufferWriter<byte> _batch = new();
    private int _isScheduled;
    private long _reserved;
    private bool _isFailing;

    /// <summary>Has a webhook's items stored with those of the others that wait.</summary>
    /// <param name="items">Their room in the spool is reserved.</param>
    public Task<PublishResult> JoinAsync(EncodedItems items)
    {
        var request = new WaitingRequest(items);
        if (!_bound.TryEnter(request.Length))
        {
            table.Release(request.Length);
            items.Dispose();
            return Overloaded;
        }

        _waiting.Enqueue(request);
        ScheduleOnce();
        return request.Task;
    }

    public override void Execute(SqliteSession session)
    {
        Gather();
        var now = time.GetUtcNow();
        _batch.ResetWrittenCount();
        EventBatchWriter.Batch(_batch, now, _members.Select(member => member.Items));
        table.Append(session, now, _reserved, _batch.WrittenSpan);
    }

    public override void Committed()
    {
        if (_isFailing)
        {
            _isFailing = false;
            StoringAgain();
        }

        spooled.Raise();
        Answer(PublishResult.Stored);
    }

    /// <remarks>Also called without <see cref="Execute"/>, when not even a transaction could be begun.</remarks>
    public override void Failed(Exception cause)
    {
        if (_members.Count == 0)
        {
            Gather();
        }

        if (!_isFailing)
        {
            _isFailing = true;
            CannotStore(cause, cause.Message);
        }

        table.Release(_reserved);
        Answer(PublishResult.StorageUnavailable);
    }

    private void Gather()
    {
        _reserved = 0;
        while (
            _members.Count < MaxRequests && _waiting.TryPeek(out var next) && (_members.Count == 0 || _reserved + next.Length <= MaxBytes)
        )
        {
            _waiting.TryDequeue(out _);
            _members.Add(next);
            _reserved += next.Length;
        }
    }

    /// <summary>Last of all lets the next group be scheduled: until then only one thread is in here.</summary>
    private void Answer(PublishResult result)
    {
        _members.ForEach(member => _bound.Leave(member.Length));
        WaitingRequest.AnswerElsewhere(_members, result);
        _members.Clear();
        Volatile.Write(ref _isScheduled, 0);
        if (!_waiting.IsEmpty)
        {
            ScheduleOnce();
        }
    }

    private void ScheduleOnce()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
        {
            database.Writer.RunUrgent(this);
        }
    }

    [LoggerMessage(LogLevel.Error, "Webhooks cannot be stored and are answered 503: {Problem}")]
    private partial void CannotStore(Exception cause, string problem);

    [LoggerMessage(LogLevel.Information, "Webhooks are stored again")]
    private partial void StoringAgain();
}
