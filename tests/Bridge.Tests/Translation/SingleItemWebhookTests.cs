using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>The webhook that is kept around an unreadable item, cut down to it.</summary>
[TestFixture]
internal sealed class SingleItemWebhookTests
{
    [Test]
    public void In_a_history_of_many_threads_the_items_own_thread_is_kept()
    {
        var translation = Translated.Body(
            """
            {"entry":[{"id":"9","changes":[{"field":"history","value":{"metadata":{"phone_number_id":"1"},"history":[
            {"threads":[{"id":"254712345671","messages":[{"id":"A","from":"1"}]}]},
            {"threads":[{"id":"254712345672","messages":[{"id":"B","from":"1"}]},
            {"id":"254712345673","messages":[{"id":"C","from":"1"},{"from":"broken"}]}]}]}}]}]}
            """,
            TranslationOptions.Default with
            {
                BackfillHistory = true,
            }
        );

        var history = Around(translation)["history"]!.AsArray();

        Assert.That(history.ToJsonString(), Is.EqualTo("""[{"threads":[{"id":"254712345673","messages":[{"from":"broken"}]}]}]"""));
    }

    [Test]
    public void Of_few_contacts_all_are_kept_and_of_many_the_items_own()
    {
        Assert.That(Contacts(3), Has.Count.EqualTo(3));
        Assert.That(Contacts(5_000).Single()!["wa_id"]!.ToString(), Is.EqualTo("254712340001"));
    }

    [Test]
    public void Once_enough_is_kept_items_are_kept_by_themselves()
    {
        var translation = Translated.Body(
            """{"entry":[{"id":"9","changes":[{"field":"messages","value":"""
                + $$$"""{"note":"{{{new string('x', 1 << 20)}}}","messages":["""
                + $$$"""{{{string.Join(',', Enumerable.Repeat("{}", 10))}}}]}}]}]}"""
        );

        Assert.That(translation.Unreadable.Count(item => item.Webhook is not null), Is.InRange(1, 9));
        Assert.That(translation.Unreadable, Has.Count.EqualTo(10).And.All.Matches<Unreadable>(item => item.Webhook is not { Length: 0 }));
    }

    private static JsonArray Contacts(int count) =>
        Around(
            Translated.Value(
                "\"contacts\":["
                    + $"{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"wa_id\":\"25471234{i:D4}\"}}"))}],"
                    + "\"messages\":[{\"from\":\"254712340001\"}]"
            )
        )["contacts"]!.AsArray();

    private static JsonNode Around(WebhookTranslation translation) =>
        JsonNode.Parse(Encoding.UTF8.GetString(translation.Unreadable.Single().Webhook!.Value.Span))!["entry"]![0]!["changes"]![0]![
            "value"
        ]!;
}
