namespace Bridge.Intake;

/// <summary>
/// A loop whose turns depend on nothing of one another: other threads, also one that waits for its end, may take some of them.
/// </summary>
/// <param name="turn">Takes the number of the turn, from 0 on. Thread-safe.</param>
internal sealed class SharedLoop(int turns, Action<int> turn)
{
    private readonly TaskCompletionSource _end = new();
    private Exception? _failure;
    private int _next = -1;
    private int _over;

    /// <summary>All turns are over when it returns; throws what went wrong first.</summary>
    /// <param name="others">So many other threads are asked to help; whoever comes too late does no harm.</param>
    public void Run(int others)
    {
        for (var other = 0; other < others; other++)
        {
            _ = Task.Run(Help);
        }

        Help();
        if (turns > 0)
        {
            _end.Task.GetAwaiter().GetResult();
        }
    }

    /// <summary>Takes turns until none is left to be begun.</summary>
    public void Help()
    {
        for (var number = Interlocked.Increment(ref _next); number < turns; number = Interlocked.Increment(ref _next))
        {
            try
            {
                turn(number);
            }
            catch (Exception cause) // it belongs to whoever runs the loop
            {
                Interlocked.CompareExchange(ref _failure, cause, null);
            }

            if (Interlocked.Increment(ref _over) == turns)
            {
                End();
            }
        }
    }

    private void End()
    {
        if (_failure is { } cause)
        {
            _end.SetException(cause);
        }
        else
        {
            _end.SetResult();
        }
    }
}
