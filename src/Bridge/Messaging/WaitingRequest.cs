namespace Bridge.Messaging;

/// <summary>A request whose items wait to be made durable with those of others. Whoever awaits it goes on where it is answered.</summary>
/// <param name="items">Of <see cref="EncodedItems.Bytes"/>.</param>
internal sealed class WaitingRequest(byte[] items) : TaskCompletionSource<PublishResult>
{
    /// <summary>So many one thread answers: with fewer, more threads wake than there is work for; with more, cores idle.</summary>
    private const int AnsweredTogether = 32;

    public byte[] Items => items;

    /// <summary>Whether it is answered, or about to be.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>
    /// Answers requests on threads of the pool, many on each: to wake a thread for every one costs more than its answer, and whoever stores
    /// has something else to do.
    /// </summary>
    public static void Answer(List<WaitingRequest> requests, PublishResult result)
    {
        requests.ForEach(request => request.IsAnswered = true);
        foreach (var run in requests.Chunk(AnsweredTogether))
        {
            ThreadPool.UnsafeQueueUserWorkItem(new Answers(run, result), preferLocal: false);
        }
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
