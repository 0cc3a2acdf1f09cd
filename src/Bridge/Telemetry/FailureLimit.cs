using System.Collections.Concurrent;
using System.Net;

namespace Bridge.Telemetry;

/// <summary>
/// Rate limiter of failures: counts, by address and period, what failed, such as wrong signatures, bodies that never end and wrong keys.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The limiters of <c>System.Threading.RateLimiting</c> decide before the work and by a clock of their own; here only what turned out to be
/// wrong counts, and what is right always passes: behind a proxy everybody has the same address.
/// </remarks>
/// <param name="most">The share of an address in one period.</param>
internal sealed class FailureLimit(int most, TimeSpan period, TimeProvider time)
{
    /// <summary>
    /// So many addresses are counted apart; further ones share one count, so that forged or rotating addresses cost no memory.
    /// </summary>
    private const int MaxAddresses = 10_000;

    private Window _window = new(time.GetTimestamp(), null);

    /// <summary>Counts one failure.</summary>
    /// <returns>In how many seconds the count begins anew, when the address has had its share of this period; null before.</returns>
    public int? CountFailure(IPAddress? address)
    {
        var window = CurrentWindow();
        return window.Fail(address ?? IPAddress.None) > most
            ? Math.Max(1, (int)Math.Ceiling((period - time.GetElapsedTime(window.Start)).TotalSeconds))
            : null;
    }

    /// <summary>Something right came from there.</summary>
    public void CountValid(IPAddress? address) => CurrentWindow().Succeed(address ?? IPAddress.None);

    /// <summary>
    /// Whether an address failed more than its share in this period or the one before, and sent nothing valid: behind a proxy strangers
    /// and Meta have one address.
    /// </summary>
    public bool IsFailing(IPAddress? address)
    {
        var window = CurrentWindow();
        var (now, before) = (window, window.Previous);
        var slot = address ?? IPAddress.None;
        return Math.Max(now.FailuresOf(slot), before?.FailuresOf(slot) ?? 0) > most
            && !now.IsValid(slot)
            && before?.IsValid(slot) is not true;
    }

    private Window CurrentWindow()
    {
        var window = Volatile.Read(ref _window);
        if (time.GetElapsedTime(window.Start) < period)
        {
            return window;
        }

        window.Previous = null;
        var fresh = new Window(time.GetTimestamp(), time.GetElapsedTime(window.Start) < 2 * period ? window : null);
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
