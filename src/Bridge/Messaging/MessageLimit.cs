using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Messaging;

/// <summary>How large a message may be: below 1 MiB, and below what the broker was found to take (<c>max_message_size</c>). Thread-safe.</summary>
internal sealed partial class MessageLimit
{
    /// <summary>Bytes of a message of several items. A single item may be larger: whether the broker takes it, only the broker knows.</summary>
    private const int Target = 1_000_000;

    private int _learned = int.MaxValue;

    /// <summary>The most bytes several items may have together.</summary>
    public int OfSeveral => Math.Min(Target, Learned);

    /// <summary>The most bytes the broker takes at all; without bound until it refused some.</summary>
    public int Learned => Volatile.Read(ref _learned);

    /// <summary>The broker refused a message of this size.</summary>
    /// <param name="words">Its own, which name the limit; half the size is tried when they do not.</param>
    public void Learn(int refused, string words)
    {
        var named = Named().Match(words) is { Success: true } match && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var size) ? size : refused / 2;
        Volatile.Write(ref _learned, Math.Min(named, refused - 1));
    }

    /// <summary>Lets the next large message find out again what the broker takes: somebody may have raised it.</summary>
    public void Forget() => Volatile.Write(ref _learned, int.MaxValue);

    [GeneratedRegex(@"max(?:imum)? size:? (\d+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();
}
