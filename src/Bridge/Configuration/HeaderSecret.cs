namespace Bridge.Configuration;

/// <summary>A secret that is sent in a header, such as a write key or a token.</summary>
internal static class HeaderSecret
{
    /// <summary>What is wrong with one that is set, in one sentence without it; null when nothing is.</summary>
    /// <param name="kind">What it is, such as <c>write key</c>.</param>
    public static string? FindProblem(string key, string value, string kind) =>
        value.Trim().All(c => c is > ' ' and < '\x7f')
            ? null
            : $"{Settings.Describe(key)} holds a space, a line break or a character beyond ASCII, which no {kind} does: copy it again.";
}
