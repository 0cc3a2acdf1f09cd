using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

/// <summary>
/// Counts, by address and minute, the requests that failed: refused for their signature, or begun and never ended. Thread-safe.
/// </summary>
internal sealed class RefusalLimit(IOptions<ReceivingOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>
    /// So many addresses are counted apart; further ones share one count, so that forged or rotating addresses cost no memory.
    /// </summary>
    private const int MaxAddresses = 10_000;

    private readonly int _most = options.Value.MaxRefusalsPerMinute;
    private Window _window = new(time.GetTimestamp(), null);

    /// <summary>Counts one refusal.</summary>
    /// <param name="retryAfterSeconds">When the count begins anew, in seconds, rounded up.</param>
    /// <returns>Whether this address has had its share for this minute.</returns>
    public bool IsExceededBy(IPAddress? address, out int retryAfterSeconds)
    {
        var window = CurrentWindow();
        retryAfterSeconds = Math.Max(1, (int)Math.Ceiling((Period - time.GetElapsedTime(window.Start)).TotalSeconds));
        return window.Fail(address ?? IPAddress.None) > _most;
    }

    /// <summary>Counts a request whose body never ended.</summary>
    public void CountUnfinished(IPAddress? address) => CurrentWindow().Fail(address ?? IPAddress.None);

    /// <summary>A valid signature came from there.</summary>
    public void CountValid(IPAddress? address) => CurrentWindow().Succeed(address ?? IPAddress.None);

    /// <summary>
    /// Whether an address failed more than its share in this minute or the one before, and sent nothing valid: behind a proxy strangers and
    /// Meta have one address.
    /// </summary>
    public bool IsFailing(IPAddress? address)
    {
        var window = CurrentWindow();
        var (now, before) = (window, window.Previous);
        var slot = address ?? IPAddress.None;
        return Math.Max(now.FailuresOf(slot), before?.FailuresOf(slot) ?? 0) > _most
            && !now.IsValid(slot)
            && before?.IsValid(slot) is not true;
    }

    private Window CurrentWindow()
    {
        var window = Volatile.Read(ref _window);
        if (time.GetElapsedTime(window.Start) < Period)
        {
            return window;
        }

        window.Previous = null;
        var fresh = new Window(time.GetTimestamp(), time.GetElapsedTime(window.Start) < 2 * Period ? window : null);
        var current = Interlocked.CompareExchange(ref _window, fresh, window);
        return ReferenceEquals(current, window) ? fresh : current;
    }

    private sealed class Window(long start, Window? previous)
    {
        private readonly ConcurrentDictionary<IPAddress, int> _failures = new();
        private readonly ConcurrentDictionary<IPAddress, bool> _valid = new();
        private int _addresses;

        public long Start => start;

        public Window? Previous { get; set; } = previous;

        public int Fail(IPAddress address) => _failures.AddOrUpdate(Slot(address), 1, (_, count) => count + 1);

        public int FailuresOf(IPAddress address) => _failures.GetValueOrDefault(address);

        /// <summary>Only who holds a secret adds an address here.</summary>
        public void Succeed(IPAddress address)
        {
            if (!_valid.ContainsKey(address) && _valid.Count < MaxAddresses)
            {
                _valid.TryAdd(address, true);
            }
        }

        public bool IsValid(IPAddress address) => _valid.ContainsKey(address);

        private IPAddress Slot(IPAddress address) =>
            _failures.ContainsKey(address) || Interlocked.Increment(ref _addresses) <= MaxAddresses ? address : IPAddress.None;
    }
}
