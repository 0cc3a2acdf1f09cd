using System.Net.Http.Headers;
using System.Text;

namespace Bridge.Receiving.Capture;

/// <summary>
/// The key a request shows: as <c>X-Write-Key</c>, as <c>Authorization: Bearer</c>, or as the user name of <c>Authorization: Basic</c>, as
/// Segment's libraries do.
/// </summary>
internal static class CaptureCredential
{
    /// <returns>Null when it shows none.</returns>
    public static string? Of(IHeaderDictionary headers) =>
        headers["X-Write-Key"].ToString() is { Length: > 0 } key ? key.Trim()
        : !AuthenticationHeaderValue.TryParse(headers.Authorization, out var header) ? null
        : header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? header.Parameter
        : header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? UserNameOf(header.Parameter ?? "")
        : null;

    private static string? UserNameOf(string credentials)
    {
        var bytes = new byte[credentials.Length];
        return Convert.TryFromBase64String(credentials, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes.AsSpan(0, length)).Split(':', 2)[0]
            : null;
    }
}
