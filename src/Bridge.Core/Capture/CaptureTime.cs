using System.Globalization;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Capture;

/// <summary>When a captured event happened, by a clock that may be wrong.</summary>
/// <param name="ReceivedAt">By Bridge's clock.</param>
/// <param name="SentAt">By the sender's clock, when it says so.</param>
internal readonly record struct CaptureTime(DateTimeOffset ReceivedAt, DateTimeOffset? SentAt)
{
    /// <summary>Clocks differ by less even where nobody sets them, and requests take time.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static CaptureTime Of(JsonView request, DateTimeOffset receivedAt) => new(receivedAt, Parse(request["sentAt"u8]));

    /// <returns>
    /// The time it says, corrected by how wrong the sender's clock is; null when it says none, or one that cannot be,
    /// such as one in the future: what happens later would count as earlier.
    /// </returns>
    public DateTimeOffset? Read(JsonView item) =>
        Parse(item["timestamp"u8]) is { } time
        && Correct(time, Parse(item["sentAt"u8]) ?? SentAt) is { } corrected
        && MetaTime.IsPlausible(corrected, ReceivedAt)
        && corrected - ReceivedAt <= Tolerance
            ? corrected
            : null;

    private DateTimeOffset? Correct(DateTimeOffset time, DateTimeOffset? sentAt)
    {
        var wrong = sentAt is { } sent ? ReceivedAt - sent : TimeSpan.Zero;
        return wrong.Duration() <= Tolerance ? time
            : time.UtcTicks + wrong.Ticks is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? new(ticks, TimeSpan.Zero)
            : null;
    }

    private static DateTimeOffset? Parse(JsonView time) =>
        time.IsString && DateTimeOffset.TryParse(time.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed.ToUniversalTime()
            : null;
}
