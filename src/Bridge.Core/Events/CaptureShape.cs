using System.Text;
using System.Text.Json;
using Bridge.Core.Json;

namespace Bridge.Core.Events;

/// <summary>What an object of the contract must and may hold; whatever else it holds passes.</summary>
internal sealed record CaptureShape(string[] Required, (string Name, CaptureRule Rule)[] Members)
{
    /// <summary>A member that stands for the required ones.</summary>
    public string? Instead { private get; init; }

    /// <summary>Adds what is wrong with an object; what is no object, another rule speaks of.</summary>
    /// <param name="path">What stands before a member's name: nothing, or a path with its dot.</param>
    public void Check(JsonView value, string path, ICollection<CaptureProblem> problems)
    {
        if (!value.IsObject)
        {
            return;
        }

        foreach (var (name, rule) in Members)
        {
            if (Find(value, name) is { } member)
            {
                if (!rule.Holds(member))
                {
                    problems.Add(new CaptureProblem(path + name, rule.Must));
                }
            }
            else if (Required.Contains(name) && (Instead is null || Find(value, Instead) is null))
            {
                problems.Add(new CaptureProblem(path + name, CaptureProblem.Missing));
            }
        }
    }

    /// <summary>Writes it as JSON Schema.</summary>
    /// <param name="nested">Shapes of members that are objects.</param>
    public void WriteSchema(Utf8JsonWriter writer, IReadOnlyDictionary<string, CaptureShape> nested)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "object"u8);
        WriteRequired(writer);
        writer.WriteStartObject("properties"u8);
        foreach (var (name, rule) in Members)
        {
            writer.WritePropertyName(name);
            if (nested.TryGetValue(name, out var shape))
            {
                shape.WriteSchema(writer, nested);
            }
            else
            {
                writer.WriteRawValue(rule.Schema);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteRequired(Utf8JsonWriter writer)
    {
        if (Required.Length == 0 || Instead is not null)
        {
            return;
        }

        writer.WriteStartArray("required"u8);
        foreach (var name in Required)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    private static JsonView? Find(JsonView value, string name)
    {
        var found = value[Encoding.UTF8.GetBytes(name)];
        return found.Exists || found.IsNull ? found : null;
    }
}

/// <summary>What is wrong with an event.</summary>
/// <param name="Path">Where: a path of members such as <c>context.channel</c>; empty for the event itself.</param>
/// <param name="Problem">What: the end of a sentence that begins with the path.</param>
public sealed record CaptureProblem(string Path, string Problem)
{
    public const string Missing = "is missing";
    public const string Repeated = "stands there twice";
    public const string OtherNumber = "is none of the numbers this key may post for";
    public const string WhichNumber = $"{Missing}: this key may post for several numbers";

    /// <summary>What is said beside the rules of values.</summary>
    public static readonly string[] Sentences = [Repeated, OtherNumber, WhichNumber];

    public override string ToString() => Path.Length == 0 ? Problem : $"{Path} {Problem}";
}
