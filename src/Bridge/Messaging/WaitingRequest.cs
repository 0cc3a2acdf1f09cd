namespace Bridge.Messaging;

/// <summary>A request whose items wait to be made durable with those of others. Whoever awaits it goes on where it is answered.</summary>
internal sealed class WaitingRequest(EncodedItems items) : TaskCompletionSource<PublishResult>
{
    /// <summary>So many one thread answers: with fewer, more threads wake than there is work for; with more, cores idle.</summary>
    private const int AnsweredTogether = 32;

    /// <summary>The items, joined by commas, until it is answered.</summary>
    public ReadOnlyMemory<byte> Items => items.Bytes;

    /// <summary>In bytes.</summary>
    public int Length { get; } = items.Bytes.Length;

    /// <summary>Whether it is answered, or about to be.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>
    /// Answers requests on threads of the pool, many on each: to wake a thread for every one costs more than its answer, and whoever stores
    /// has something else to do. The memory of their items is given back before that.
    /// </summary>
    public static void Answer(List<WaitingRequest> requests, PublishResult result)
    {
        requests.ForEach(request => request.Finish());
        foreach (var run in requests.Chunk(AnsweredTogether))
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Answers(run, result), preferLocal: false);
        }
    }

    private void Finish()
    {
        IsAnswered = true;
        items.Dispose();
    }

    private sealed class Answers(WaitingRequest[] requests, PublishResult result) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var request in requests)
            {
                request.SetResult(result);
            }
        }
    }
}
