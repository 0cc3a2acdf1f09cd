using System.Text;
using Bridge.Core.Json;

namespace Bridge.Simulation.Collecting;

/// <summary>Chooses events by one member, such as <c>event=message.read</c> or <c>properties.errorCode=131047</c>.</summary>
/// <param name="Path">The member's name, dots going deeper.</param>
/// <param name="Value">What it must say.</param>
internal sealed record EventFilter(string Path, string Value)
{
    private readonly byte[][] _names = [.. Path.Split('.').Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] _value = Encoding.UTF8.GetBytes(Value);

    /// <returns>Null when the text has no name before an equals sign.</returns>
    public static EventFilter? Parse(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign ? new EventFilter(text[..sign], text[(sign + 1)..]) : null;

    public bool Matches(JsonView item)
    {
        foreach (var name in _names)
        {
            item = item[name];
        }

        return item.Is(_value);
    }

    public override string ToString() => $"{Path}={Value}";
}
