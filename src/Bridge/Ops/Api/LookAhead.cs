namespace Bridge.Ops.Api;

/// <summary>A sequence whose first item is fetched before anybody asks for it, so that what fails at once fails early.</summary>
internal sealed class LookAhead<T> : IAsyncEnumerator<T>
{
    private readonly IAsyncEnumerator<T> _items;
    private bool? _first;

    private LookAhead(IAsyncEnumerator<T> items) => _items = items;

    public T Current => _items.Current;

    public static async Task<LookAhead<T>> StartAsync(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var ahead = new LookAhead<T>(items.GetAsyncEnumerator(cancellationToken));
        try
        {
            ahead._first = await ahead._items.MoveNextAsync();
            return ahead;
        }
        catch
        {
            await ahead.DisposeAsync();
            throw;
        }
    }

    public ValueTask<bool> MoveNextAsync()
    {
        if (_first is not { } first)
        {
            return _items.MoveNextAsync();
        }

        _first = null;
        return ValueTask.FromResult(first);
    }

    public ValueTask DisposeAsync() => _items.DisposeAsync();
}
