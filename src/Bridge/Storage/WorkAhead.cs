using System.Runtime.CompilerServices;

namespace Bridge.Storage;

/// <summary>
/// Work that is done before it is known whether it is of use, while something else takes as long. Whoever needs it before it was begun does
/// it on their own, so that a transaction never waits for a thread.
/// </summary>
internal sealed class WorkAhead<T>
{
    private readonly Func<T> _work;
    private readonly Action _help;
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBegun;

    /// <param name="help">Takes part in the work, if there is anything to take part in; whoever waits for it does so first.</param>
    public WorkAhead(Func<T> work, Action help)
    {
        (_work, _help) = (work, help);
    }

    /// <summary>Does it on another thread.</summary>
    public void BeginAside() => _ = Task.Run(Begin);

    /// <summary>Does it, unless somebody does already; what goes wrong is told to whoever uses it.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _isBegun, true))
        {
            return;
        }

        try
        {
            _done.SetResult(_work());
        }
        catch (Exception cause) // it belongs to whoever uses it
        {
            _done.SetException(cause);
            _ = _done.Task.Exception; // where nobody does, nothing went wrong
        }
    }

    /// <summary>What came of it; what went wrong is told here.</summary>
    public Task<T> UseAsync()
    {
        Begin();
        _help();
        return _done.Task;
    }

    /// <summary>Until it is done, whatever came of it: nothing it reads may be changed before.</summary>
    public ConfiguredTaskAwaitable SettleAsync()
    {
        Begin();
        return WaitAsync();
    }

    /// <summary>As <see cref="SettleAsync"/>, and it need not begin any more.</summary>
    public ConfiguredTaskAwaitable GiveUpAsync() =>
        Interlocked.Exchange(ref _isBegun, true) ? WaitAsync() : Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.None);

    private ConfiguredTaskAwaitable WaitAsync() => ((Task)_done.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
