namespace Bridge.Simulation.Load;

/// <summary>
/// Sends posts at the moments they are meant for, whatever became of the ones before (an open loop), and each again until it is answered
/// 200.
/// </summary>
/// <param name="speed">How many times shorter than Meta's the pauses before retries are.</param>
/// <param name="patience">How long after the last post retries go on.</param>
internal sealed class Sender(WebhookClient client, Tally tally, double speed, TimeSpan patience, TimeProvider clock)
{
    /// <summary>The posts underway may take so much memory; what comes on top is not sent, and counted.</summary>
    private const long MostBytesUnderway = 512 << 20;

    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(1);
    private readonly TaskCompletionSource _allEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _begun;
    private long _notEnded = 1; // the loop itself

    /// <summary>Told of the last answer to each post: the status, and when it came.</summary>
    public Action<Post, int, DateTimeOffset>? Ended { get; set; }

    /// <summary>Returns when every post was answered 200 or given up.</summary>
    /// <param name="stop">Ends the sending and the retries; what was answered until then stands.</param>
    public async Task SendAsync(IEnumerable<Post> posts, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _begun = clock.GetTimestamp();
        foreach (var post in posts)
        {
            if (!await IsTimeAsync(post.At, stop))
            {
                break;
            }

            Launch(post, enough.Token);
        }

        enough.CancelAfter(patience);
        EndOne();
        await _allEnded.Task;
    }

    /// <remarks>Timers count whole milliseconds: rounded down, a post may go a little early, and is then measured from there.</remarks>
    private async ValueTask<bool> IsTimeAsync(TimeSpan at, CancellationToken stop)
    {
        if (at - clock.GetElapsedTime(_begun) is var wait && wait >= TimerStep)
        {
            await Wait(TimeSpan.FromMilliseconds(Math.Floor(wait / TimerStep)), stop);
        }

        return !stop.IsCancellationRequested;
    }

    private void Launch(Post post, CancellationToken enough)
    {
        if (tally.BytesUnderway > MostBytesUnderway)
        {
            tally.Skip();
            return;
        }

        var now = clock.GetElapsedTime(_begun);
        tally.Begin(post, now - post.At);
        Interlocked.Increment(ref _notEnded);
        _ = DeliverToTheEndAsync(post, now < post.At ? now : post.At, enough);
    }

    private async Task DeliverToTheEndAsync(Post post, TimeSpan meant, CancellationToken enough)
    {
        try
        {
            await DeliverAsync(post, meant, enough);
            tally.End(post);
            EndOne();
        }
        catch (Exception exception)
        {
            // The outermost seam of a post: nobody awaits it, and the run must end rather than wait for it for ever.
            _allEnded.TrySetException(exception);
        }
    }

    private async Task DeliverAsync(Post post, TimeSpan meant, CancellationToken enough)
    {
        var status = await AttemptAsync(post, meant);
        for (var failures = 1; !post.IsForged && status != StatusCodes.Status200OK; failures++)
        {
            var due = clock.GetElapsedTime(_begun) + RetryPauses.After(failures, Dice.Roll(failures, post.At.Ticks, 0), speed);
            await Wait(due - clock.GetElapsedTime(_begun), enough);
            if (enough.IsCancellationRequested)
            {
                tally.GiveUp();
                break;
            }

            tally.Retry();
            status = await AttemptAsync(post, due);
        }

        if (status == StatusCodes.Status200OK)
        {
            tally.WasStored(clock.GetElapsedTime(_begun) - meant);
        }

        Ended?.Invoke(post, status, clock.GetUtcNow());
    }

    /// <summary>Waited for to the end, however much somebody wants to stop: an answer not seen is an event not accounted for.</summary>
    private async Task<int> AttemptAsync(Post post, TimeSpan due)
    {
        var status = await (
            post.IsFromCrm
                ? client.CaptureAsync(post.Body, CancellationToken.None)
                : client.PostAsync(post.Body, post.IsForged, CancellationToken.None)
        );
        tally.Answered(status, clock.GetElapsedTime(_begun) - due);
        return status;
    }

    private Task Wait(TimeSpan time, CancellationToken cancellationToken) =>
        time <= TimeSpan.Zero
            ? Task.CompletedTask
            : Task.Delay(time, clock, cancellationToken)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _notEnded) == 0)
        {
            _allEnded.TrySetResult();
        }
    }
}
