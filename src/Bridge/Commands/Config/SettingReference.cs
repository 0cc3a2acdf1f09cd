using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Bridge.Configuration;

namespace Bridge.Commands.Config;

/// <summary>A key that can be set, for whoever reads what there is.</summary>
/// <param name="Environment">Its variable.</param>
/// <param name="Default">Empty where there is none, or the sentence says it.</param>
/// <param name="Range">What it may be, with the unit; empty for any text.</param>
/// <param name="Meaning">In sentences.</param>
internal sealed record SettingRow(string Key, string Environment, string Default, string Range, string Meaning);

/// <summary>Every key, in the order of the sections: <c>deploy/README.md</c> has this table.</summary>
internal static class SettingReference
{
    private const long Mebibyte = 1 << 20;

    public static IReadOnlyList<SettingRow> Rows() =>
        [
            .. EverySetting
                .Catalogue.Keys.Where(key => key.Summary is not null && !IsEntry(key))
                .OrderBy(key => key.Path.Contains(':', StringComparison.Ordinal))
                .ThenBy(key => key.Path, StringComparer.Ordinal)
                .Select(key => new SettingRow(
                    key.Path,
                    ShortNames.EnvironmentVariable(key.Path),
                    DefaultOf(key),
                    RangeOf(key.Property),
                    key.Summary!
                )),
        ];

    public static string Table()
    {
        var table = new StringBuilder("| key | default | range | |\n|---|---|---|---|\n");
        foreach (var row in Rows())
        {
            var variable =
                row.Environment.Contains("__", StringComparison.Ordinal) || row.Environment == row.Key ? "" : $" (`{row.Environment}`)";
            table.Append(
                CultureInfo.InvariantCulture,
                $"| `{row.Key}`{variable} | {Code(row.Default)} | {row.Range} | {Cell(row.Meaning)} |\n"
            );
        }

        return table.ToString();
    }

    public static string DefaultOf(SettingKey key) =>
        key.Property is { } property && !key.Path.Contains('*', StringComparison.Ordinal)
            ? Written(property, property.GetValue(Activator.CreateInstance(property.DeclaringType!)))
            : "";

    /// <summary>Of a list that may also be one text.</summary>
    private static bool IsEntry(SettingKey key) =>
        key.Path.EndsWith(":*", StringComparison.Ordinal) && EverySetting.Catalogue.Keys.Any(whole => whole.Path == key.Path[..^2]);

    private static string RangeOf(PropertyInfo? property) =>
        property is null ? ""
        : property.GetCustomAttribute<RangeAttribute>() is { } range
            ? $"{Bound(property, range, range.Minimum)} – {Bound(property, range, range.Maximum)}"
        : property.PropertyType == typeof(bool) ? "`true`, `false`"
        : property.PropertyType.IsEnum
            ? string.Join(", ", Enum.GetNames(property.PropertyType).Select(name => $"`{name.ToLowerInvariant()}`"))
        : "";

    private static string Bound(PropertyInfo property, RangeAttribute range, object bound) =>
        Written(
            property,
            range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture)
                : property.PropertyType == typeof(long)
                    ? Convert.ToInt64(bound is double most && most >= long.MaxValue ? long.MaxValue : bound, CultureInfo.InvariantCulture)
                : bound
        );

    /// <summary>As it is written in a setting, with the unit that its name says.</summary>
    private static string Written(PropertyInfo property, object? value) =>
        value switch
        {
            null => "",
            TimeSpan time => Duration.Write(time),
            bool flag => flag ? "true" : "false",
            Enum word => word.ToString().ToLowerInvariant(),
            string text => text,
            IEnumerable => "",
            _ when property.Name.Contains("Bytes", StringComparison.Ordinal) => Bytes(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}{Unit(property)}"),
        };

    private static string Unit(PropertyInfo property) =>
        property.Name.EndsWith("Milliseconds", StringComparison.Ordinal) ? "ms"
        : property.Name.EndsWith("Seconds", StringComparison.Ordinal) ? "s"
        : "";

    /// <summary>In bytes, for that is what the setting takes; in words where that is easier to read.</summary>
    private static string Bytes(long bytes) =>
        bytes > 0 && bytes % Mebibyte == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes} ({Size(bytes)})") : $"{bytes}";

    private static string Size(long bytes) =>
        bytes % (Mebibyte << 20) == 0 ? $"{bytes / (Mebibyte << 20)} TiB"
        : bytes % (Mebibyte << 10) == 0 ? $"{bytes / (Mebibyte << 10)} GiB"
        : $"{bytes / Mebibyte} MiB";

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
