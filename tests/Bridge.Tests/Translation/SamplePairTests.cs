using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Translation;

/// <summary>
/// Every webhook in <c>samples/webhooks</c> becomes exactly its twin in <c>samples/track-events</c>; adding the pair adds the test.
/// With the environment variable <c>BRIDGE_UPDATE_SAMPLES=1</c> the twins are rewritten instead: look at what changed before committing it.
/// </summary>
[TestFixture]
internal sealed class SamplePairTests
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static bool Updates => Environment.GetEnvironmentVariable("BRIDGE_UPDATE_SAMPLES") == "1";

    private static IEnumerable<TestCaseData> Webhooks() =>
        Samples.Names(Samples.Webhooks).Select(name => new TestCaseData(name).SetName(name));

    [TestCaseSource(nameof(Webhooks))]
    public void A_webhook_becomes_its_twin(string name)
    {
        var body = File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name));

        var items = new JsonArray([.. Translated.Body(body, Samples.OptionsFor(name)).Lines().Select(line => JsonNode.Parse(line))]);

        var twin = Samples.FileOf(Samples.TrackEvents, name);
        if (Updates)
        {
            File.WriteAllText(twin, Text(items) + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        Assert.That(Text(WithoutVersion(items)), Is.EqualTo(Text(WithoutVersion(JsonNode.Parse(File.ReadAllText(twin))!))));
    }

    [Test]
    public void Every_webhook_has_a_twin_and_every_twin_a_webhook()
    {
        var webhooks = Samples.Names(Samples.Webhooks);

        var twins = Samples.Names(Samples.TrackEvents);

        Assert.That(twins, Is.EqualTo(webhooks));
    }

    /// <summary>The version changes with every release and says nothing about the translation.</summary>
    private static JsonNode WithoutVersion(JsonNode items)
    {
        foreach (var item in items.AsArray())
        {
            (item!["context"]?["library"] as JsonObject)?.Remove("version");
        }

        return items;
    }

    private static string Text(JsonNode items) => items.ToJsonString(Readable);
}
