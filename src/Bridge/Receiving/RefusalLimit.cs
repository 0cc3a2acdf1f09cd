using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

/// <summary>Counts, by address and minute, the requests that were refused for their signature. Thread-safe.</summary>
internal sealed class RefusalLimit(IOptions<ReceivingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>So many addresses are counted apart; further ones share one count, so that forged or rotating addresses cost no memory.</summary>
    private const int MaxAddresses = 10_000;

    private Window _window = new(time.GetTimestamp());

    /// <summary>Counts one refusal.</summary>
    /// <param name="retryAfterSeconds">When the count begins anew, in seconds, rounded up.</param>
    /// <returns>Whether this address has had its share for this minute.</returns>
    public bool IsExceededBy(IPAddress? address, out int retryAfterSeconds)
    {
        var window = CurrentWindow();
        retryAfterSeconds = Math.Max(1, (int)Math.Ceiling((Period - time.GetElapsedTime(window.Start)).TotalSeconds));
        return window.Count(address ?? IPAddress.None) > options.Value.MaxRefusalsPerMinute;
    }

    private Window CurrentWindow()
    {
        var window = Volatile.Read(ref _window);
        if (time.GetElapsedTime(window.Start) < Period)
        {
            return window;
        }

        var fresh = new Window(time.GetTimestamp());
        var current = Interlocked.CompareExchange(ref _window, fresh, window);
        return ReferenceEquals(current, window) ? fresh : current;
    }

    private sealed class Window(long start)
    {
        private readonly ConcurrentDictionary<IPAddress, int> _counts = new();
        private int _addresses;

        public long Start => start;

        public int Count(IPAddress address) => _counts.AddOrUpdate(Slot(address), 1, (_, count) => count + 1);

        private IPAddress Slot(IPAddress address) =>
            _counts.ContainsKey(address) || Interlocked.Increment(ref _addresses) <= MaxAddresses ? address : IPAddress.None;
    }
}
