using System.Net.Http.Headers;

namespace Bridge.Delivery;

/// <summary>The <c>Retry-After</c> header: seconds or an HTTP date.</summary>
internal static class RetryAfter
{
    /// <summary>A collector that asks for more is asked again after this long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <returns>How long to wait, from zero to <see cref="Longest"/>; null when the header is absent or makes no sense.</returns>
    public static TimeSpan? Parse(string? header, DateTimeOffset now)
    {
        var text = header.AsSpan().Trim();
        if (text.IsEmpty)
        {
            return null;
        }

        if (!text.ContainsAnyExceptInRange('0', '9'))
        {
            return double.TryParse(text, out var seconds) && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
        }

        return RetryConditionHeaderValue.TryParse(text.ToString(), out var value) && value.Date is { } date ? Within(date - now) : null;
    }

    private static TimeSpan Within(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero
        : wait > Longest ? Longest
        : wait;
}
