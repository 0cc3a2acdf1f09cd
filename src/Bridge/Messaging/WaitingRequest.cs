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
    /// Answers as many as one thread may on this one, whatever it stored before: to wake another costs more than their answers. The rest
    /// are answered on threads of the pool. The memory of all their items is given back before that.
    /// </summary>
    public static void Answer(List<WaitingRequest> requests, PublishResult result)
    {
        var runs = Finish(requests, result);
        runs.Skip(1).ToList().ForEach(Queue);
        runs.FirstOrDefault()?.Execute();
    }

    /// <summary>The same on threads of the pool only: who stores has something else to do.</summary>
    public static void AnswerElsewhere(List<WaitingRequest> requests, PublishResult result) => Finish(requests, result).ForEach(Queue);

    private static List<Answers> Finish(List<WaitingRequest> requests, PublishResult result)
    {
        requests.ForEach(request => request.Finish());
        return [.. requests.Chunk(AnsweredTogether).Select(run => new Answers(run, result))];
    }

    private static void Queue(Answers answers) => ThreadPool.UnsafeQueueUserWorkItem(answers, preferLocal: false);

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
