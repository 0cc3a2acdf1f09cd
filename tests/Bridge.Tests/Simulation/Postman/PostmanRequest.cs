using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Simulation.Postman;

/// <summary>A request of the collection, as the format (v2.1) writes it.</summary>
/// <param name="Url">With variables, its query included.</param>
internal sealed record PostmanRequest(string Name, string Method, string Url, string Description)
{
    public const string Webhook = "{{baseUrl}}/webhook/meta";

    public string? Body { get; init; }

    /// <summary>Runs after the collection's own script.</summary>
    public string? Before { get; init; }

    public string Test { get; init; } = "";

    /// <summary>The variable that holds the key it carries; null when it carries none.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>A signed webhook that must be answered 200.</summary>
    public static PostmanRequest Taken(string name, string description, PostmanTemplate body) =>
        new(name, "POST", Webhook, Describe(description, body.EventNames))
        {
            Body = body.Text,
            Test =
                PostmanScripts.Answers(StatusCodes.Status200OK)
                + (body.MessageVariables.Count > 0 ? "\n" + PostmanScripts.Expect(body.MessageVariables) : ""),
        };

    public JsonObject ToJson()
    {
        var events = new JsonArray();
        if (Before is not null)
        {
            events.Add(Script("prerequest", Before));
        }

        events.Add(Script("test", Test));
        return new JsonObject
        {
            ["name"] = Name,
            ["event"] = events,
            ["request"] = RequestJson(),
        };
    }

    /// <summary>A script as the format wants it: its lines.</summary>
    public static JsonObject Script(string listen, string source) =>
        new()
        {
            ["listen"] = listen,
            ["script"] = new JsonObject
            {
                ["type"] = "text/javascript",
                ["exec"] = new JsonArray([.. source.ReplaceLineEndings("\n").Split('\n').Select(line => JsonValue.Create(line))]),
            },
        };

    private JsonObject RequestJson()
    {
        var request = new JsonObject
        {
            ["method"] = Method,
            ["header"] = new JsonArray(),
            ["url"] = UrlJson(),
            ["description"] = Description,
        };
        if (KeyVariable is not null)
        {
            request["auth"] = new JsonObject
            {
                ["type"] = "bearer",
                ["bearer"] = new JsonArray(
                    new JsonObject
                    {
                        ["key"] = "token",
                        ["value"] = "{{" + KeyVariable + "}}",
                        ["type"] = "string",
                    }
                ),
            };
        }

        if (Body is not null)
        {
            request["header"] = new JsonArray(new JsonObject { ["key"] = "Content-Type", ["value"] = "application/json" });
            request["body"] = new JsonObject
            {
                ["mode"] = "raw",
                ["raw"] = Body,
                ["options"] = new JsonObject { ["raw"] = new JsonObject { ["language"] = "json" } },
            };
        }

        return request;
    }

    private JsonObject UrlJson()
    {
        var parts = Url.Split('?');
        var path = parts[0].Split('/');
        var url = new JsonObject
        {
            ["raw"] = Url,
            ["host"] = new JsonArray(path[0]),
            ["path"] = new JsonArray([.. path.Skip(1).Select(part => JsonValue.Create(part))]),
        };
        if (parts.Length > 1)
        {
            var query = parts[1]
                .Split('&')
                .Select(pair => pair.Split('='))
                .Select(pair => new JsonObject { ["key"] = pair[0], ["value"] = pair[1] });
            url["query"] = new JsonArray([.. query]);
        }

        return url;
    }

    private static string Describe(string description, IReadOnlyList<string> events) =>
        description
        + "\n\n"
        + (
            events.Count == 0 ? "Nothing of it reaches the collector." : $"Becomes {string.Join(", ", events.Select(name => $"`{name}`"))}."
        );
}
