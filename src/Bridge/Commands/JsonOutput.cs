using System.CommandLine;
using System.Text.Json;
using Bridge.Ops.Api;

namespace Bridge.Commands;

/// <summary>How every command prints JSON, and the option that asks for it.</summary>
internal static class JsonOutput
{
    public static Option<bool> CreateOption(string description = "As JSON, for scripts.") => new("--json") { Description = description };

    /// <summary>Over several lines, for people too.</summary>
    public static void WriteJson<T>(this TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, ApiJson.Indented));
}
