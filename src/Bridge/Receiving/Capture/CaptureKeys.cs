using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Capture;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Capture;

/// <summary>The keys of this moment; they change with the files they stand in. Thread-safe.</summary>
internal sealed partial class CaptureKeys : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger<CaptureKeys> _logger;
    private readonly IDisposable? _subscription;
    private volatile CaptureKey[] _keys;

    public CaptureKeys(IOptionsMonitor<CaptureOptions> monitor, TimeProvider time, ILogger<CaptureKeys> logger)
    {
        (_time, _logger) = (time, logger);
        _keys = Read(monitor.CurrentValue);
        _subscription = monitor.OnChange(Use);
    }

    /// <summary>Whether there is none, so that nobody may post.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>Whose key it is. Takes as long whoever it is, and when it is nobody's.</summary>
    /// <returns>Null when it is nobody's.</returns>
    public CaptureKey? Find(string? key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key ?? ""), hash);
        CaptureKey? found = null;
        foreach (var candidate in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, candidate.Hash) ? candidate : found;
        }

        return found;
    }

    public void Dispose() => _subscription?.Dispose();

    /// <summary>Only sound options come here; the monitor refuses the others, and the keys stay what they were.</summary>
    private void Use(CaptureOptions options)
    {
        var (before, now) = (_keys, Read(options));
        if (now.Length == before.Length && now.All(key => Array.Exists(before, key.IsSame)))
        {
            return;
        }

        _keys = now;
        Changed(now.Length);
    }

    private CaptureKey[] Read(CaptureOptions options) => [.. options.Keys.Select(key => From(key.Key, key.Value))];

    private CaptureKey From(string name, CaptureKeyOptions options) =>
        new(
            new CaptureSender(name, options.Sources),
            Convert.FromHexString(options.KeyHash!),
            new CaptureRate(options.EventsPerSecond!.Value, _time)
        );

    [LoggerMessage(LogLevel.Information, "The keys of /v1/capture changed: there are {Keys} now")]
    private partial void Changed(int keys);
}

/// <summary>A system that may post. A class, not a record: it holds the hash of a secret, and a class does not print its members.</summary>
/// <param name="hash">SHA-256 of the key.</param>
internal sealed class CaptureKey(CaptureSender sender, byte[] hash, CaptureRate rate)
{
    public CaptureSender Sender => sender;

    public ReadOnlySpan<byte> Hash => hash;

    public CaptureRate Rate => rate;

    /// <summary>Whether the settings say the same of both.</summary>
    public bool IsSame(CaptureKey other) =>
        other.Hash.SequenceEqual(hash)
        && other.Sender.Name == sender.Name
        && other.Sender.Sources.SequenceEqual(sender.Sources)
        && other.Rate.PerSecond == rate.PerSecond;
}
