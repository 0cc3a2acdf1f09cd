namespace Bridge.Receiving.Capture;

/// <summary>How a request wants to be treated, by its query: <c>?strict=true&amp;dryRun=true</c>.</summary>
/// <param name="IsStrict">All or nothing, for those who are building.</param>
/// <param name="IsDryRun">Judged, and not stored.</param>
internal readonly record struct CaptureMode(bool IsStrict, bool IsDryRun)
{
    /// <returns>Null for a value that is neither true nor false.</returns>
    public static CaptureMode? Of(IQueryCollection query) =>
        Flag(query["strict"]) is { } strict && Flag(query["dryRun"]) is { } dryRun ? new CaptureMode(strict, dryRun) : null;

    private static bool? Flag(string? value) =>
        string.IsNullOrEmpty(value) ? false
        : bool.TryParse(value, out var flag) ? flag
        : null;
}
