using System.Text.Json.Nodes;
using Bridge.Core.Translation;
using Bridge.Support;
using Bridge.Translation;
using NJsonSchema;

namespace Bridge.Commands;

public class EventsCommandTests
{
    [Test]
    public async Task The_table_says_of_every_event_when_it_is_made_and_what_is_in_it()
    {
        var (exitCode, output, error) = await Typed.RunAsync("events");

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(EventCatalogue.All.Where(definition => !output.Contains(definition.Name + "  ", StringComparison.Ordinal)), Is.Empty);
        Assert.That(output, Does.Contain("replyToMessageId").And.Contain("true/false").And.Contain("for example"));
    }

    [Test]
    public async Task The_same_as_JSON_has_an_example_of_each()
    {
        var (_, output, _) = await Typed.RunAsync("events", "--json");

        var events = JsonNode.Parse(output)!.AsArray();

        Assert.That(events, Has.Count.EqualTo(EventCatalogue.All.Count));
        Assert.That(events.Where(item => item!["example"]?["event"] is null).Select(item => item!["name"]), Is.Empty);
        Assert.That(events.SelectMany(item => item!["properties"]!.AsArray()).Where(property => property!["meaning"] is null), Is.Empty);
    }

    [Test]
    public async Task A_name_narrows_it_down_and_an_unknown_one_is_said()
    {
        var (exitCode, output, _) = await Typed.RunAsync("events", "call.ended", "--json");
        var unknown = await Typed.RunAsync("events", "teapot");

        Assert.That((exitCode, JsonNode.Parse(output)!.AsArray().Count), Is.EqualTo((0, 1)));
        Assert.That((unknown.ExitCode, unknown.Error), Is.EqualTo((1, "Bridge makes no event whose name begins with teapot.\n")));
    }

    [Test]
    public async Task The_schema_keeps_the_draft_it_names()
    {
        var (_, output, _) = await Typed.RunAsync("events", "--schema");
        var draft = await JsonSchema.FromJsonAsync(
            await File.ReadAllTextAsync(Path.Combine(Samples.Tests, "Support", "json-schema-draft-04.json"))
        );

        var faults = draft.Validate(output);

        Assert.That((string?)JsonNode.Parse(output)!["$schema"], Is.EqualTo("http://json-schema.org/draft-04/schema#"));
        Assert.That(faults.Select(fault => fault.ToString()), Is.Empty);
        Assert.That(draft.Validate("""{"type":"thing","required":[]}"""), Is.Not.Empty, "the check can fail");
    }

    [Test]
    public async Task Every_event_of_every_sample_and_body_from_the_field_is_as_the_schema_says()
    {
        var schema = await SchemaAsync();
        var options = TranslationOptions.Default with { Channels = TranslationOptions.AllChannels, BackfillHistory = true };
        var bodies = Samples.Names(Samples.Webhooks).Select(name => Samples.FileOf(Samples.Webhooks, name)).Concat(Samples.CorpusFiles());

        var events = bodies.SelectMany(file => Translated.Body(File.ReadAllBytes(file), options).Events).Select(Translations.Json).ToList();

        Assert.That(events.SelectMany(item => schema.Validate(item).Select(fault => $"{fault}\n{item}")), Is.Empty);
    }

    [TestCase("message.received", "message.unheard_of")]
    [TestCase("\"contentLength\":", "\"contentLengthy\":")]
    [TestCase("\"contentLength\":0", "\"contentLength\":\"0\"")]
    [TestCase("whatsapp", "pigeon")]
    [TestCase("\"hasMedia\":false", "\"hasMedia\":false,\"mood\":\"good\"")]
    public async Task What_Bridge_does_not_make_is_not_as_the_schema_says(string right, string wrong)
    {
        var schema = await SchemaAsync();
        var good = Translations.Json(Translated.Message("\"type\":\"location\"").Events.Single());

        var bad = good.Replace(right, wrong, StringComparison.Ordinal);

        Assert.That(schema.Validate(good), Is.Empty);
        Assert.That(schema.Validate(bad), Is.Not.Empty);
    }

    private static async Task<JsonSchema> SchemaAsync() =>
        await JsonSchema.FromJsonAsync((await Typed.RunAsync("events", "--schema")).Output);
}
