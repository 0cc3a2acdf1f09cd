using System.Net;

namespace Bridge.Ops.Access;

/// <summary>Counts, by address, the keys that were nobody's. Thread-safe.</summary>
/// <remarks>
/// It spares work and shows that somebody tries; 256 random bits are not guessed at any rate. So a right key always passes: behind a proxy
/// everybody has the same address, and a stranger there must not lock out whoever comes to mend something.
/// </remarks>
internal sealed class SignInLimit(TimeProvider time)
{
    public const int MaxFailures = 10;
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>
    /// So many addresses are counted apart; further ones share one count, so that forged or rotating addresses cost no memory.
    /// </summary>
    private const int MaxAddresses = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private long _start = time.GetTimestamp();

    /// <summary>Counts one failure.</summary>
    /// <returns>When the count begins anew, once the address has had its share; null before.</returns>
    public TimeSpan? Count(IPAddress? address)
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_start) >= Period)
            {
                _failures.Clear();
                _start = time.GetTimestamp();
            }

            var slot = address is not null && (_failures.ContainsKey(address) || _failures.Count < MaxAddresses) ? address : IPAddress.None;
            _failures[slot] = _failures.GetValueOrDefault(slot) + 1;
            return _failures[slot] > MaxFailures ? Period - time.GetElapsedTime(_start) : null;
        }
    }
}
