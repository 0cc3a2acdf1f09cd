using System.Text.Json.Nodes;
using Bridge.Commands.Demo;
using Bridge.Simulation.Samples;
using Microsoft.AspNetCore.Http;
using static Bridge.Simulation.Postman.PostmanRequest;

namespace Bridge.Simulation.Postman;

/// <summary>The Postman collection and its environment, made of <c>samples/webhooks</c>.</summary>
internal static class PostmanCollection
{
    private const string Schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

    private const string Description =
        "Meta's side of Bridge: every kind of webhook, signed as Meta signs, with fresh ids and times each time it is "
        + "sent.\n\n"
        + "Start `meta-bridge demo` and send any request, or run the whole collection; the variables fit the demo as they "
        + "are. For another Bridge set `baseUrl`, `appSecret` and `verifyToken` in the environment, and clear "
        + "`collectorUrl` unless it delivers to `meta-bridge collector`; `opsKey` is the key of an operator there "
        + "(`meta-bridge ops-user`), or empty, and so is `captureKey` (`meta-bridge capture-key`).\n\n"
        + "Edit a body as you like: it is signed as it is sent. This file is generated (`dotnet test tests/Bridge.Tests "
        + "--filter GeneratedFilesTests -e BRIDGE_UPDATE_SAMPLES=1`); change the samples, not it.";

    public static JsonObject Collection() =>
        new()
        {
            ["info"] = new JsonObject
            {
                ["name"] = "Bridge: WhatsApp webhooks",
                ["description"] = Text(Description),
                ["schema"] = Schema,
            },
            ["event"] = new JsonArray(Script("prerequest", PostmanScripts.Sign)),
            ["variable"] = new JsonArray([.. Variables().Select(pair => new JsonObject { ["key"] = pair.Name, ["value"] = pair.Value })]),
            ["item"] = new JsonArray([.. Folders().Select(folder => folder.ToJson())]),
        };

    public static JsonObject Environment() =>
        new()
        {
            ["name"] = "Bridge demo",
            ["values"] = new JsonArray([
                .. Variables()
                    .Select(pair => new JsonObject
                    {
                        ["key"] = pair.Name,
                        ["value"] = pair.Value,
                        ["type"] = pair.IsSecret ? "secret" : "default",
                        ["enabled"] = true,
                    }),
            ]),
            ["_postman_variable_scope"] = "environment",
        };

    private static IEnumerable<(string Name, string Value, bool IsSecret)> Variables() =>
        [
            ("baseUrl", $"http://127.0.0.1:{DemoSettings.DefaultPort}", false),
            ("appSecret", DemoSettings.DefaultAppSecret, true),
            ("verifyToken", DemoSettings.DefaultVerifyToken, true),
            ("opsKey", DemoSettings.OpsKey, true),
            ("captureKey", DemoSettings.CaptureKey, true),
            ("collectorUrl", $"http://127.0.0.1:{DemoSettings.DefaultCollectorPort}", false),
        ];

    private static IEnumerable<Folder> Folders() =>
        [
            new("Handshake", "What Meta asks when the callback URL is entered in its dashboard: whether you own the address.", Handshake()),
            .. SampleFoldersExceptBadInput(),
            new(
                "A message's story",
                "One message from sent to read: the same id throughout, as Meta sends it.",
                Story(PostmanStories.OneMessage)
            ),
            new(
                PostmanCapture.Folder,
                "What a CRM posts of its own, as it would to the collector. "
                    + "Left out when `captureKey` (`meta-bridge capture-key`) is empty.",
                PostmanCapture.Requests()
            ),
            new(
                PostmanConversation.Folder,
                "From the click on an ad to the end, told by Meta and a CRM. Send the requests in turn; the first begins a new one, "
                    + "the last asks the collector for its events.",
                PostmanConversation.Requests()
            ),
            new(SampleFolder.BadInput.Name, SampleFolder.BadInput.Description, [.. BadInput(), .. Samples(SampleFolder.BadInput)]),
            new(
                "Dead letters",
                "What was not delivered, and what can be done about it, over Bridge's API. "
                    + "Left out when `opsKey`, the key of an ops user, is empty.",
                PostmanDeadLetters.Requests()
            ),
            new("Health", "What a load balancer or an orchestrator asks.", Health()),
            new(
                "At the collector",
                "What the sample collector got (`meta-bridge demo`, `meta-bridge collector`). Left out when `collectorUrl` is empty.",
                AtTheCollector()
            ),
        ];

    private static IEnumerable<Folder> SampleFoldersExceptBadInput() =>
        new[]
        {
            SampleFolder.Messages,
            SampleFolder.Statuses,
            SampleFolder.Ads,
            SampleFolder.Handoff,
            SampleFolder.Echoes,
            SampleFolder.People,
            SampleFolder.CallsAndGroups,
            SampleFolder.Other,
            SampleFolder.Account,
        }
            .Select(folder => new Folder(
                folder.Name,
                folder.Description,
                [.. Samples(folder), .. folder == SampleFolder.Messages ? [RawText()] : Array.Empty<PostmanRequest>()]
            ))
            .Where(folder => folder.Requests.Count > 0);

    private static IEnumerable<PostmanRequest> Samples(SampleFolder folder) =>
        SampleWebhooks
            .Names.Where(name => SampleFolder.Of(name) == folder)
            .Select(name =>
                Taken(
                    name.Replace('-', ' '),
                    $"{SampleDescriptions.Of(name) ?? folder.Description} Made of `samples/webhooks/{name}.json`.",
                    PostmanTemplate.Of(name)
                )
            );

    private static PostmanRequest RawText() =>
        Taken(
            "text, not escaped",
            "The same with emoji and letters as UTF-8 instead of `\\u…`: the signature covers bytes, whatever they stand for.",
            PostmanTemplate.Raw("text")
        );

    private static List<PostmanRequest> Story(IReadOnlyList<StoryStep> steps) =>
        [
            .. steps
                .Where(step => SampleWebhooks.Names.Contains(step.Sample))
                .Select(step => Taken(step.Name, step.Description, PostmanStories.Template(step))),
        ];

    private static List<PostmanRequest> Handshake() =>
        [
            new(
                "right token",
                "GET",
                Webhook + "?hub.mode=subscribe&hub.challenge={{challenge}}&hub.verify_token={{verifyToken}}",
                "Meta sends a number and wants to see it again, bare, with status 200."
            )
            {
                Test = PostmanScripts.IsChallenge,
            },
            new(
                "wrong token",
                "GET",
                Webhook + "?hub.mode=subscribe&hub.challenge={{challenge}}&hub.verify_token=somebody-elses",
                "Somebody who does not know the verify token is refused."
            )
            {
                Test = PostmanScripts.Answers(StatusCodes.Status403Forbidden),
            },
        ];

    private static List<PostmanRequest> BadInput()
    {
        var text = PostmanTemplate.Of("text").Text;
        return
        [
            Refused(
                "wrong signature",
                "Signed with another secret: somebody who is not Meta.",
                text,
                StatusCodes.Status401Unauthorized,
                PostmanScripts.WrongSignature
            ),
            Refused("no signature", "Not signed at all.", text, StatusCodes.Status401Unauthorized, PostmanScripts.NoSignature),
            Refused(
                "signature of the parsed JSON",
                "Signed after parsing and writing it again: the signature covers the bytes as they were sent, so this one is wrong.",
                text,
                StatusCodes.Status401Unauthorized,
                PostmanScripts.SignatureOfReserialised
            ),
            Refused(
                "not JSON",
                "Signed, but not JSON: kept among the dead letters, and answered 200, since a retry would bring the same.",
                "{\"object\":\"whatsapp_business_account\",\"entry\":[",
                StatusCodes.Status200OK,
                null
            ),
            Refused(
                "too large",
                "More than 4 MiB; Meta sends up to 3 MB.",
                "{}",
                StatusCodes.Status413PayloadTooLarge,
                PostmanScripts.TooLarge
            ),
        ];
    }

    private static PostmanRequest Refused(string name, string description, string body, int status, string? before) =>
        new(name, "POST", Webhook, description)
        {
            Body = body,
            Before = before,
            Test = PostmanScripts.Answers(status),
        };

    private static List<PostmanRequest> Health() =>
        [
            new("live", "GET", "{{baseUrl}}/healthz/live", "Whether the process works at all.")
            {
                Test = "pm.test('200', () => pm.response.to.have.status(200));",
            },
            new("ready", "GET", "{{baseUrl}}/healthz/ready", "Whether it can take webhooks and keep them.")
            {
                Test = "pm.test('200', () => pm.response.to.have.status(200));",
            },
        ];

    private static List<PostmanRequest> AtTheCollector() =>
        [
            new(
                "events",
                "GET",
                "{{collectorUrl}}/events?limit=1000",
                "The latest track events, and whether everything sent in this run is among them."
            )
            {
                Before = PostmanScripts.SkipWithoutCollector,
                Test = PostmanScripts.AllArrived,
            },
            new("how many", "GET", "{{collectorUrl}}/events/count", "How many of each, how many twice, how many batches were refused.")
            {
                Before = PostmanScripts.SkipWithoutCollector,
                Test = PostmanScripts.HasTotals,
            },
        ];

    private static string Text(string lines) => lines.ReplaceLineEndings("\n");

    private sealed record Folder(string Name, string Description, IReadOnlyList<PostmanRequest> Requests)
    {
        public JsonObject ToJson() =>
            new()
            {
                ["name"] = Name,
                ["description"] = Description,
                ["item"] = new JsonArray([.. Requests.Select(request => request.ToJson())]),
            };
    }
}
