using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Commands.Demo;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Core.Webhooks;
using Bridge.Simulation.Postman;
using Bridge.Simulation.Samples;

namespace Bridge.Simulation;

/// <summary>
/// The files made of <c>samples/webhooks</c>. With the environment variable <c>BRIDGE_UPDATE_SAMPLES=1</c> they are rewritten, as <c>dotnet
/// test tests/Bridge.Tests --filter GeneratedFilesTests -e BRIDGE_UPDATE_SAMPLES=1</c> does.
/// </summary>
public partial class GeneratedFilesTests
{
    private static readonly string Folder = Path.GetDirectoryName(Translation.Samples.Webhooks)!;

    private static readonly JsonNode Collection = JsonNode.Parse(GeneratedFiles.All()["postman/bridge.postman_collection.json"])!;

    private static IEnumerable<string> Paths() => GeneratedFiles.All().Keys;

    [TestCaseSource(nameof(Paths))]
    public void A_generated_file_is_as_the_samples_make_it(string path)
    {
        var text = GeneratedFiles.All()[path];
        var file = Path.Combine(Folder, path);
        if (Environment.GetEnvironmentVariable("BRIDGE_UPDATE_SAMPLES") == "1")
        {
            File.WriteAllText(file, text);
        }

        Assert.That(
            File.ReadAllText(file) == text,
            Is.True,
            $"{path} is stale: run dotnet test tests/Bridge.Tests --filter GeneratedFilesTests -e BRIDGE_UPDATE_SAMPLES=1, and commit it."
        );
    }

    [Test]
    public void Every_sample_is_a_request_of_the_collection_in_a_folder_that_fits()
    {
        var folders = Collection["item"]!
            .AsArray()
            .ToDictionary(
                folder => folder!["name"]!.ToString(),
                folder => folder!["item"]!.AsArray().Select(request => request!["name"]!.ToString()).ToList()
            );

        Assert.That(folders.Values.SelectMany(names => names), Is.SupersetOf(SampleWebhooks.Names.Select(name => name.Replace('-', ' '))));
        Assert.That(folders["Messages"], Has.Member("text").And.Member("voice note"));
        Assert.That(folders["Statuses"], Has.Member("status failed"));
        Assert.That(folders["Click-to-WhatsApp"], Has.Member("text from ad"));
        Assert.That(folders["Bad input"], Has.Member("wrong signature").And.Member("malformed among good").And.Member("too large"));
        Assert.That(folders["Handshake"], Is.EqualTo((string[])["right token", "wrong token"]));
        Assert.That(folders["A message's story"], Has.Count.EqualTo(4));
        Assert.That(folders["A whole conversation"], Has.Count.EqualTo(12));
        Assert.That(
            folders["Dead letters"],
            Is.EqualTo(
                (string[])
                    [
                        "list",
                        "groups",
                        "one dead letter",
                        "plan",
                        "replay",
                        "watch",
                        "discard",
                        "restore",
                        "nothing by mistake",
                        "audit",
                        "overview",
                    ]
            )
        );
    }

    [Test]
    public void Every_request_says_what_Meta_does_there_and_tests_the_answer()
    {
        var requests = Collection["item"]!.AsArray().SelectMany(folder => folder!["item"]!.AsArray()).ToList();

        Assert.That(requests.Select(request => request!["request"]!["description"]!.ToString()), Is.All.Not.Empty);
        Assert.That(requests.Select(request => request!["event"]!.ToJsonString()), Is.All.Contains("pm.test("));
    }

    [Test]
    public void No_message_id_or_person_of_a_sample_is_sent_as_it_stands_there()
    {
        var bodies = Collection["item"]!
            .AsArray()
            .SelectMany(folder => folder!["item"]!.AsArray())
            .Select(request => request!["request"]!["body"]?["raw"]?.ToString() ?? "");

        Assert.That(bodies.Where(body => body.Contains("\"wamid.", StringComparison.Ordinal) || FixedPerson().IsMatch(body)), Is.Empty);
    }

    [Test]
    public void Every_signature_in_the_http_file_is_that_of_its_body_with_the_demos_secret()
    {
        var requests = GeneratedFiles
            .All()["bridge.http"]
            .Split("###")
            .Where(request => request.Contains("sha256=", StringComparison.Ordinal))
            .ToList();

        var valid = requests.Count(request =>
            WebhookSignature.Verify(
                Encoding.UTF8.GetBytes(request.TrimEnd().Split('\n')[^1]),
                SignatureLine().Match(request).Groups["value"].Value,
                [Encoding.UTF8.GetBytes(DemoSettings.DefaultAppSecret)]
            ) is SignatureResult.Valid
        );

        Assert.That((valid, requests.Count), Is.EqualTo((12, 13)), "all but the forged one");
    }

    [TestCase("text")]
    [TestCase("status-sent")]
    [TestCase("several-entries")]
    public void A_fresh_sample_becomes_the_same_events_with_other_ids(string sample)
    {
        var samples = new SampleWebhooks(new Random(1), TimeProvider.System);

        var (first, second) = (EventsOf(samples.Make(sample)), EventsOf(samples.Make(sample)));

        Assert.That(second.Select(item => item.Name), Is.EqualTo(first.Select(item => item.Name)));
        Assert.That(second.Select(item => item.Id).Intersect(first.Select(item => item.Id)), Is.Empty);
    }

    private static List<TrackEvent> EventsOf(string body) =>
        WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), DateTimeOffset.UtcNow, TranslationOptions.Default).Events;

    [GeneratedRegex(
        @"""(from|wa_id|recipient_id)"": ""2547(?!09000111)|""[A-Z]{2}\.[0-9]{16,}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex FixedPerson();

    [GeneratedRegex(@"X-Hub-Signature-256: (?<value>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignatureLine();
}
