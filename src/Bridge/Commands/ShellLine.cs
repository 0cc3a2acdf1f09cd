namespace Bridge.Commands;

/// <summary>A variable as a shell takes it, to be pasted.</summary>
internal static class ShellLine
{
    /// <summary><c>export NAME=value</c>; of a name that no shell can export, the bare assignment.</summary>
    public static string Of(string name, string value) => IsExportable(name) ? $"export {name}={Quote(value)}" : $"{name}={value}";

    /// <summary>What to say where <see cref="Of"/> cannot be pasted into a shell; empty where it can.</summary>
    public static string Hint(string name) =>
        IsExportable(name) ? "" : " (in a file of variables or a unit's Environment=; a shell exports no name with - or .)";

    private static bool IsExportable(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string Quote(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ',' or ':' or '/')
            ? value
            : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
