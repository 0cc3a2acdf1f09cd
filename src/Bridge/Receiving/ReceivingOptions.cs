using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;
using Bridge.Core.Translation;

namespace Bridge.Receiving;

/// <summary>What a webhook may cost: section <c>Receiving</c>.</summary>
internal sealed class ReceivingOptions : IHasRules
{
    /// <summary>
    /// The largest body accepted, in bytes; larger is answered 413. 4 MiB unless set (Meta sends up to 3 MB); 1 KiB to 64 MiB.
    /// </summary>
    [Range(1024, 64 << 20)]
    public int MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>
    /// How many items (messages, statuses, changes and the like) one body may hold; one with more is answered 200 and kept whole as one
    /// dead letter.
    /// 20 000 unless set (Meta sends up to 1 000); 1 to 1 000 000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxItems { get; init; } = TranslationOptions.DefaultMaxItems;

    /// <summary>
    /// How much memory the bodies of all requests may take at the same time, in bytes; what would exceed it is answered 503, and so is the
    /// body that is read for longest when another needs its memory. Addresses that keep failing have an eighth of it together. 64 MiB
    /// unless set; 2 KiB to 16 GiB, and at least twice <see cref="MaxBodyBytes"/>, since a buffer that grows exists twice for a moment.
    /// </summary>
    [Range(2048, 16L << 30)]
    public long MaxBytesInFlight { get; init; } = 64 << 20;

    /// <summary>How long the headers of a request may take, in seconds; slower is answered 408. 10 unless set; 1 to 120.</summary>
    [Range(1, 120)]
    public int HeadersTimeoutSeconds { get; init; } = 10;

    /// <summary>How long a body may take, in seconds; slower is answered 408. 15 unless set; 1 to 300.</summary>
    [Range(1, 300)]
    public int BodyTimeoutSeconds { get; init; } = 15;

    /// <summary>
    /// The least average speed of a body after <see cref="MinRateGraceSeconds"/>, in bytes a second; slower is answered 408. 240 unless
    /// set; 1 to 1 048 576.
    /// </summary>
    [Range(1, 1 << 20)]
    public int MinBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slower than <see cref="MinBytesPerSecond"/>, in seconds. 5 unless set; 2 to 60.</summary>
    [Range(2, 60)]
    public int MinRateGraceSeconds { get; init; } = 5;

    /// <summary>
    /// How long making a webhook durable may take, in seconds, whether Meta still waits or not; longer is answered 503. 10 unless set; 1 to
    /// 120.
    /// </summary>
    [Range(1, 120)]
    public int PublishTimeoutSeconds { get; init; } = 10;

    /// <summary>
    /// How long Bridge receives webhooks of its own before it says that it is ready, in milliseconds: compiled on Meta's first webhooks,
    /// the same would cost each of them several times as much. 700 unless set; 0, for not at all, to 10 000.
    /// </summary>
    [Range(0, 10_000)]
    public int WarmUpMilliseconds { get; init; } = 700;

    /// <summary>What <c>Retry-After</c> says with a 503, in seconds. 5 unless set; 1 to 3600.</summary>
    [Range(1, 3600)]
    public int RetryAfterSeconds { get; init; } = 5;

    /// <summary>
    /// How many requests without a valid signature one address may send in a minute before they are answered 429 instead of 401. 60 unless
    /// set; 1 to 1 000 000.
    /// A valid signature always passes: behind a proxy everybody, Meta too, has the same address.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxRefusalsPerMinute { get; init; } = 60;

    /// <summary>
    /// What all addresses that keep failing may take of <see cref="MaxBytesInFlight"/>: an eighth, but room enough for one body.
    /// </summary>
    internal long MaxBytesOfFailingAddresses => Math.Max(MaxBytesInFlight / 8, 2L * MaxBodyBytes);

    public IEnumerable<string> FindProblems()
    {
        if (MaxBytesInFlight < 2L * MaxBodyBytes)
        {
            yield return $"{Settings.Describe("Receiving:MaxBytesInFlight")} must be at least twice Receiving:MaxBodyBytes, "
                + $"{2L * MaxBodyBytes}, but is {MaxBytesInFlight}.";
        }
    }
}
