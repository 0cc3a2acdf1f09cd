using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Receiving;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Load;
using Bridge.Simulation.Stories;
using Bridge.Support;

namespace Bridge.Simulation;

/// <summary>
/// The whole Postman collection, run by newman against a Bridge of its own. <c>tests/run.sh</c> installs newman and says where it is in
/// <c>BRIDGE_NEWMAN</c>.
/// </summary>
[Category(Needs.Server)]
public partial class PostmanCollectionTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Translation.Samples.Webhooks)!, "postman");
    private static readonly TranslationOptions Options = TranslationOptions.Default with
    {
        HandoffTriggers = new HandoffTriggers([WholeConversation.HandoffButton], []),
    };

    private static readonly string CollectionFile = Path.Combine(Folder, "bridge.postman_collection.json");

    [TestCase("app-secret-of-the-tests")]
    [TestCase("Geheimnis mit ä und 🔑")]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Every_request_is_answered_as_it_should_be_and_what_was_sent_arrives(
        string secret,
        CancellationToken cancellationToken
    )
    {
        await using var collector = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), TimeProvider.System);
        await collector.StartAsync(cancellationToken);
        await using var bridge = await BridgeHost.StartAsync([
            new("Meta:AppSecrets:0", secret),
            new("Collector:Url", collector.Url),
            new("Collector:WriteKey", "key"),
            new("Delivery:LingerMilliseconds", "20"),
            new("Events:Forward", "all"),
            new("Intake:UnavailableHold", "00:00:00"),
            new("Intake:TwinHold", "00:00:00"),
            new("Contacts:CountFrom", ""),
            new("Conversations:InitialMode", "bot"),
            new("Conversations:HandoffTriggers", WholeConversation.HandoffButton),
            .. OpsRig.Users,
            .. CapturePost.Settings,
        ]);

        var (exitCode, output) = await NewmanAsync(
            cancellationToken,
            $"baseUrl={bridge.Address.ToString().TrimEnd('/')}",
            $"appSecret={secret}",
            $"verifyToken={SignedRequest.VerifyToken}",
            $"collectorUrl={collector.Url}",
            $"opsKey={OpsRig.KeyOf(OpsRole.Operator)}",
            $"captureKey={CapturePost.Key}"
        );

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(collector.Problems, Is.Empty);
        await Eventually.HoldsAsync(
            () => Task.FromResult(collector.Taken.ByName.SequenceEqual(Expected())),
            () =>
                string.Join('\n', collector.Taken.ByName.Except(Expected()).Select(pair => $"got {pair}"))
                + string.Join('\n', Expected().Except(collector.Taken.ByName).Select(pair => $"not {pair}"))
        );
        Assert.That(collector.Taken.ByName, Is.EqualTo(Expected()));
    }

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Without_the_key_of_an_operator_the_dead_letters_are_left_out(CancellationToken cancellationToken)
    {
        var (exitCode, output) = await NewmanAsync(cancellationToken, "baseUrl=http://127.0.0.1:9", "opsKey=", "--folder", "Dead letters");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.Match(@"requests │ +0 │ +0 │").And.Contain("overview"));
    }

    /// <summary>How many different events of each name the collection's bodies become, those that are refused left out.</summary>
    private static SortedDictionary<string, long> Expected()
    {
        var requests = JsonNode.Parse(File.ReadAllText(CollectionFile))!["item"]!
            .AsArray()
            .SelectMany(folder => folder!["item"]!.AsArray().Select(request => (Folder: folder["name"]!.ToString(), Request: request!)));
        var events = requests
            .Where(item => item.Request["event"]!.ToJsonString().Contains("have.status(200)", StringComparison.Ordinal))
            .SelectMany(
                (item, index) => EventsOf(item.Request["request"]!["body"]?["raw"]?.ToString() ?? "{\"entry\":[]}", item.Folder, index)
            );
        var (counts, books) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new ThreadBooks(first: ServiceMode.Bot));
        foreach (var item in events.DistinctBy(item => item.Id))
        {
            counts[item.Name] = counts.GetValueOrDefault(item.Name) + 1;
            if (item.About is not null)
            {
                books.Take(item.About, item.Source);
            }
        }

        counts[DerivedKey.Contact] = books.Expected([DerivedKey.Contact]);
        counts[DerivedKey.Handoff] = books.Expected([DerivedKey.Handoff]);
        return counts;
    }

    private static IEnumerable<Known> AndImplied(TrackEvent item) =>
        item.Implies is { } implied ? [Known.Of(item), new Known(implied, "message.delivered", null, null)] : [Known.Of(item)];

    /// <summary>A variable stands for something else in each request; those of a story for the same throughout its folder.</summary>
    private static IEnumerable<Known> EventsOf(string raw, string folder, int index)
    {
        var body = raw.Replace("{{now}}", "1769162398", StringComparison.Ordinal)
            .Replace("{{isoNow}}", "2026-01-23T10:00:00.000Z", StringComparison.Ordinal);
        body = Variable()
            .Replace(
                body,
                match =>
                    match.Groups["second"] is { Success: true, Value: var second } ? At(match.Groups["kind"].Value, second)
                    : match.Value.StartsWith("{{story_phone", StringComparison.Ordinal) ? $"2547{folder.Length:D8}"
                    : match.Value.StartsWith("{{story_", StringComparison.Ordinal) ? match.Groups["name"].Value + folder
                    : match.Value.StartsWith("{{phone", StringComparison.Ordinal) ? $"2547{index:D6}{match.Groups["name"].Value[^1]}"
                    : match.Groups["name"].Value + index
            );
        var bytes = Encoding.UTF8.GetBytes(body);
        return raw.Contains("\"batch\"", StringComparison.Ordinal)
            ? CaptureReader
                .Read(bytes, new CaptureSender("crm", []), DateTimeOffset.UtcNow, Options.HandoffTriggers)
                .Events.Select(item => new Known(item.Id, item.Name, item.Subject, item.Source))
            : WebhookTranslator.Translate(bytes, DateTimeOffset.UtcNow, Options).Events.SelectMany(AndImplied);
    }

    private static async Task<(int ExitCode, string Output)> NewmanAsync(CancellationToken cancellationToken, params string[] variables)
    {
        if (Environment.GetEnvironmentVariable("BRIDGE_NEWMAN") is not { Length: > 0 } newman)
        {
            Assert.Ignore("BRIDGE_NEWMAN does not say where newman is; tests/run.sh does.");
            return default;
        }

        return await Finished.RunAsync(
            "node",
            [
                newman,
                "run",
                CollectionFile,
                "-e",
                Path.Combine(Folder, "bridge.postman_environment.json"),
                "--color",
                "off",
                .. variables.SelectMany(variable =>
                    variable.Contains('=', StringComparison.Ordinal) ? (string[])["--env-var", variable] : [variable]
                ),
            ],
            new Dictionary<string, string>(),
            cancellationToken
        );
    }

    private static string At(string kind, string second)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1769162398 + long.Parse(second, CultureInfo.InvariantCulture));
        return kind == "at" ? $"{at.ToUnixTimeSeconds()}" : at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
    }

    /// <summary>An event that the collector must get, and what is known of whom it is about.</summary>
    private sealed record Known(Guid Id, string Name, EventSubject? About, string? Source)
    {
        public static Known Of(TrackEvent item) => new(item.Id, item.Name, item.Subject, item.Source);
    }

    [GeneratedRegex(
        @"\{\{(?<name>story_(?<kind>at|iso)(?<second>\d+)|\w+)\}\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Variable();
}
