using System.Text.Json.Nodes;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>Bodies seen in the field, when a corpus of them lies beside the repository or where <c>BRIDGE_CORPUS</c> says.</summary>
[TestFixture]
internal sealed class CorpusTests
{
    private static IEnumerable<TestCaseData> Files() =>
        Samples
            .CorpusFiles()
            .Select(file => new TestCaseData(file).SetName("{m}: " + Path.GetRelativePath(Samples.Corpus!, file).Replace('\\', '/')));

    [TestCaseSource(nameof(Files))]
    public void A_body_from_the_field_becomes_well_formed_events(string file)
    {
        var translation = Translated.Body(File.ReadAllBytes(file));

        Assert.That(translation.Lines().Select(WellFormed.FindFault), Is.All.Null);
    }

    [TestCaseSource(nameof(Files))]
    public void No_message_or_status_of_a_body_from_the_field_vanishes(string file)
    {
        var body = File.ReadAllBytes(file);

        var translation = WebhookTranslator.Translate(
            body,
            Translated.ReceivedAt,
            TranslationOptions.Default with
            {
                BackfillHistory = true,
            }
        );

        var found = string.Join('\n', [.. translation.Events.Select(trackEvent => trackEvent.NaturalKey), .. translation.Lines()]);
        Assert.That(MessageIds(JsonNode.Parse(body)!).Where(id => !found.Contains(id, StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(nameof(Presence))]
    public void Whether_there_is_a_corpus_is_said(int count)
    {
        Assert.That(count, Samples.Corpus is null ? Is.Zero : Is.Positive);
    }

    private static IEnumerable<TestCaseData> Presence()
    {
        var count = Samples.CorpusFiles().Count();
        yield return new TestCaseData(count).SetName(
            Samples.Corpus is null
                ? "NO_CORPUS_so_the_bodies_from_the_field_were_not_tested"
                : $"The_corpus_holds_{count}_bodies_from_the_field"
        );
    }

    /// <summary>The ids of all messages and statuses, wherever they stand in the body.</summary>
    private static IEnumerable<string> MessageIds(JsonNode? node) =>
        node switch
        {
            JsonObject json => json.SelectMany(member =>
                member.Key is "messages" or "statuses" && member.Value is JsonArray items
                    ? items.OfType<JsonObject>().Select(item => item["id"]?.ToString()).OfType<string>().Where(id => id.Length > 0)
                    : MessageIds(member.Value)
            ),
            JsonArray array => array.SelectMany(MessageIds),
            _ => [],
        };
}
