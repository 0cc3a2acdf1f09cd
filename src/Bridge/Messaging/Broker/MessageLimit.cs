using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Messaging.Broker;

/// <summary>
/// How large a message may be: 256 KiB, and what the broker was found to take (<c>max_message_size</c>). Thread-safe.
/// </summary>
internal sealed partial class MessageLimit
{
    /// <summary>
    /// Bytes of a message of several items: a forwarder holds as many messages as it prefetches, however large they are. A single item may
    /// be larger: only the broker knows whether it takes that.
    /// </summary>
    private const int Target = 256 << 10;

    private int _learned = int.MaxValue;

    /// <summary>The most bytes several items may have together.</summary>
    public int OfSeveral => Math.Min(Target, Learned);

    /// <summary>The most bytes the broker takes at all; without bound until it refused some.</summary>
    public int Learned => Volatile.Read(ref _learned);

    /// <summary>The broker refused a message of this size.</summary>
    /// <param name="words">Its own, which name the limit; half the size is tried when they do not.</param>
    public void Learn(int refused, string words)
    {
        var isNamed = int.TryParse(Named().Match(words).Groups["size"].Value, CultureInfo.InvariantCulture, out var named);
        Volatile.Write(ref _learned, Math.Min(isNamed ? named : refused / 2, refused - 1));
    }

    /// <summary>Lets the next large message find out again what the broker takes: somebody may have raised it.</summary>
    public void Forget() => Volatile.Write(ref _learned, int.MaxValue);

    [GeneratedRegex(@"max(imum)? size:? (?<size>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
