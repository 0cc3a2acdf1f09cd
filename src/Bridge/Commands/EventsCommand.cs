using System.CommandLine;
using System.Text.Json.Nodes;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Ops.Api;
using Spectre.Console;

namespace Bridge.Commands;

/// <summary><c>meta-bridge events</c>: every event Bridge can make, from the declarations its translators use.</summary>
internal static class EventsCommand
{
    private static readonly Argument<string?> NameArgument = new("NAME")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Only events whose name begins so, such as message or call.ended.",
    };

    private static readonly Option<bool> JsonOption = JsonOutput.CreateOption(
        "As JSON: name, when, userId, properties and an example of each."
    );

    private static readonly Option<bool> SchemaOption = new("--schema")
    {
        Description = "As a JSON Schema (draft 4) of one event, for the collector's team.",
    };

    public static Command Create()
    {
        var command = new Command("events", "Prints every event Bridge can make: when, with which properties, and an example.")
        {
            NameArgument,
            JsonOption,
            SchemaOption,
        };
        command.SetAction(parsed =>
            Print(
                parsed.GetValue(NameArgument),
                parsed.GetValue(JsonOption),
                parsed.GetValue(SchemaOption),
                parsed.InvocationConfiguration.Output,
                parsed.InvocationConfiguration.Error
            )
        );
        return command;
    }

    private static int Print(string? begin, bool asJson, bool asSchema, TextWriter output, TextWriter error)
    {
        var name = begin?.TrimEnd('*') ?? "";
        var definitions = EventCatalogue
            .All.Where(definition => definition.Name.StartsWith(name, StringComparison.Ordinal) || definition.Covers(name))
            .OrderBy(definition => definition.Name, StringComparer.Ordinal)
            .ToList();
        if (definitions.Count == 0)
        {
            error.WriteLine($"Bridge makes no event whose name begins with {begin}.");
            return 1;
        }

        if (asSchema)
        {
            output.WriteJson(EventSchema.Create(definitions));
        }
        else if (asJson)
        {
            var examples = EventExamples.Find();
            output.WriteJson(
                new JsonArray([.. definitions.Select(definition => ToJson(definition, examples.GetValueOrDefault(definition)))])
            );
        }
        else
        {
            PrintTables(Terminal.For(output), definitions);
        }

        return 0;
    }

    private static JsonObject ToJson(EventDefinition definition, JsonNode? example) =>
        new()
        {
            ["name"] = definition.Name,
            ["when"] = definition.When,
            ["userId"] = UserOf(definition),
            ["forwarded"] = EventCatalogue.Core.Contains(definition.Name) ? "core" : "all",
            ["properties"] = new JsonArray([
                .. definition.Properties.Select(property => ToJson(property, definition.Always.Contains(property))),
            ]),
            ["example"] = example?.DeepClone(),
        };

    private static JsonObject ToJson(EventProperty property, bool isAlways)
    {
        var json = new JsonObject
        {
            ["name"] = property.Name,
            ["type"] = TypeOf(property),
            ["always"] = isAlways,
            ["meaning"] = property.Meaning,
        };
        if (property.Members.Count > 0)
        {
            json["properties"] = new JsonArray([.. property.Members.Select(member => ToJson(member, isAlways: false))]);
        }

        return json;
    }

    private static void PrintTables(IAnsiConsole console, List<EventDefinition> definitions)
    {
        var examples = EventExamples.Find();
        foreach (var definition in definitions)
        {
            console.MarkupLineInterpolated(
                $"[bold]{definition.Name}[/]  {definition.When} userId: {UserOf(definition)}. Forwarded by {Forwarding(definition)}."
            );
            if (definition.Properties.Any())
            {
                console.Write(PropertiesOf(definition));
            }

            if (examples.GetValueOrDefault(definition)?["properties"] is { } properties)
            {
                console.WriteLine("  for example " + properties.ToJsonString(ApiJson.Options));
            }

            console.WriteLine();
        }
    }

    private static Table PropertiesOf(EventDefinition definition)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("property", "type", "", "meaning");
        foreach (var property in definition.Properties)
        {
            table.AddRow(
                Markup.Escape(property.Name),
                TypeOf(property),
                definition.Always.Contains(property) ? "always" : "",
                Markup.Escape(property.Meaning)
            );
        }

        return table;
    }

    private static string UserOf(EventDefinition definition) => definition.User == EventUser.System ? "system" : "the person";

    private static string Forwarding(EventDefinition definition) => EventCatalogue.Core.Contains(definition.Name) ? "core" : "all";

    private static string TypeOf(EventProperty property) =>
        (property.IsNullable ? "text or null" : null)
        ?? property.Type switch
        {
            EventPropertyType.Text => "text",
            EventPropertyType.Time => "time",
            EventPropertyType.Integer => "integer",
            EventPropertyType.Number => "number",
            EventPropertyType.Integers => "integers",
            EventPropertyType.Flag => "true/false",
            EventPropertyType.Nested => "object",
            _ => "scalar",
        };
}
