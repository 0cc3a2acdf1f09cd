using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>
/// Two facts under one id are one of them lost as a duplicate; one fact under two ids is counted twice. Tried with every sample and every
/// body from the field.
/// </summary>
[TestFixture]
internal sealed partial class FactsApartTests
{
    /// <summary>What Meta gives an id of its own: whatever else differs, the same id is the same fact.</summary>
    /// <param name="Key">How such natural keys look.</param>
    /// <param name="TellsApart">The members that make another fact of it all the same.</param>
    private sealed record OneFact(string Why, Regex Key, Regex TellsApart);

    private static readonly OneFact[] Exceptions =
    [
        new("a message is its id, however often and with whatever content Meta sends it", MessageKey(), MessageId()),
        new(
            "what becomes of a message is its id and the status, the member of a group and the code of the failure",
            StatusKey(),
            StatusId()
        ),
        new("a call begins and ends once", CallKey(), CallId()),
        new("a call rings, is taken or refused once", CallStateKey(), CallStateId()),
        new("a change of somebody's id is the id before and the id after", UserIdKey(), UserId()),
        new("a click is its id, what was done and when", ClickKey(), ClickId()),
    ];

    private static IEnumerable<TestCaseData> Webhooks() =>
        Samples
            .Names(Samples.Webhooks)
            .Select(name => Samples.FileOf(Samples.Webhooks, name))
            .Concat(Samples.CorpusFiles())
            .Select(file => new TestCaseData(file).SetName("{m}: " + Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Webhooks))]
    public void Items_that_differ_in_anything_are_two_facts_unless_they_share_an_id_of_Metas(string file)
    {
        foreach (var item in Items(file))
        {
            var keys = item.KeysOf(item.Node);
            foreach (var (where, changed) in FactItems.Variations(item.Node))
            {
                var shared = keys.Intersect(item.KeysOf(changed)).Where(key => !IsOneFact(key, where));

                Assert.That(shared, Is.Empty, $"{where} of {changed.ToJsonString()}");
            }
        }
    }

    [TestCaseSource(nameof(Webhooks))]
    public void An_item_is_the_same_fact_however_its_members_are_ordered_and_in_whatever_company(string file)
    {
        foreach (var item in Items(file))
        {
            var keys = item.KeysOf(item.Node);
            var reordered = FactItems.Reordered(item.Node)!;

            Assert.That(item.KeysOf(reordered), Is.EquivalentTo(keys), "reordered");
            Assert.That(
                FactItems.Keys(FactItems.Reordered(item.With(item.Node))!),
                Is.SupersetOf(keys),
                "with everything around it reordered"
            );
            Assert.That(item.KeysOf(Another(reordered), item.Node, reordered), Is.SupersetOf(keys), "among others");
        }
    }

    [TestCaseSource(nameof(Webhooks))]
    public void The_same_words_about_another_business_number_are_another_fact(string file)
    {
        var body = JsonNode.Parse(File.ReadAllText(file));
        if (body is not JsonObject || body["entry"] is not JsonArray entries)
        {
            return;
        }

        var elsewhere = body.DeepClone();
        ForAnotherNumber(elsewhere);
        foreach (var entry in elsewhere["entry"]!.AsArray().OfType<JsonObject>())
        {
            entry["id"] = $"{entry["id"]}9";
        }

        Assert.That(FactItems.Keys(body).Intersect(FactItems.Keys(elsewhere)).Where(key => !IsOfNoNumber(key)), Is.Empty);
    }

    [Test]
    public void An_error_that_lasts_is_told_once_an_hour()
    {
        string Id(int minutes) =>
            WebhookTranslator
                .Translate(
                    File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, "channel-error")),
                    Translated.ReceivedAt.AddMinutes(minutes),
                    TranslationOptions.Default
                )
                .Events[0]
                .NaturalKey;

        Assert.That(Id(59), Is.EqualTo(Id(0)));
        Assert.That(Id(60), Is.Not.EqualTo(Id(0)));
    }

    [TestCase(
        "group_participants_update",
        """{"groups":[{"group_id":"G","type":"group_participants_add","timestamp":"1769162400","added_participants":[{"a":1},{"a":2}]}]}"""
    )]
    [TestCase(
        "group_settings_update",
        """{"groups":[{"group_id":"G","type":"group_settings_update","request_id":"R","timestamp":"1769162400","group_subject":{"text":"A"}},{"group_id":"G","type":"group_settings_update","request_id":"R","timestamp":"1769162400","group_subject":{"text":"B"}}]}"""
    )]
    [TestCase(
        "messages",
        """{"statuses":[{"id":"A","status":"sent","recipient_type":"group","recipient_id":"G","recipient_participant_id":"254712345678"},{"id":"A","status":"sent","recipient_type":"group","recipient_id":"G","recipient_participant_id":"254712345679"}]}"""
    )]
    [TestCase(
        "messages",
        """{"statuses":[{"id":"A","status":"failed","errors":[{"code":131026}]},{"id":"A","status":"failed","errors":[{"code":131049}]}]}"""
    )]
    [TestCase("calls", """{"calls":[{"id":"A","timestamp":"1769162400"},{"id":"A","timestamp":"1769162401"}]}""")]
    [TestCase("messages", """{"messages":[{"text":{"body":"A"}}],"statuses":[{"text":{"body":"A"}}]}""")]
    public void Two_facts_of_one_POST_have_two_ids(string field, string value)
    {
        var translation = Translated.Body($$$"""{"entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":{{{value}}} }]}]}""");

        var ids = translation.Events.Select(trackEvent => trackEvent.Id).Concat(translation.Unreadable.Select(item => item.Id)).ToList();

        Assert.That(ids, Has.Count.EqualTo(2).And.Unique);
    }

    private static IEnumerable<FactItems.Item> Items(string file)
    {
        var body = JsonNode.Parse(File.ReadAllText(file));
        return body is JsonObject ? FactItems.Of(body) : [];
    }

    private static bool IsOneFact(string key, string where) =>
        Exceptions.Any(exception => exception.Key.IsMatch(key) && !exception.TellsApart.IsMatch(where));

    /// <summary>Where a body leaves the number out, Meta's own ids are all there is, and they are unique by themselves.</summary>
    private static bool IsOfNoNumber(string key) =>
        key.Contains("::", StringComparison.Ordinal) && Exceptions.Any(exception => exception.Key.IsMatch(key));

    private static JsonNode Another(JsonNode item)
    {
        var other = item.DeepClone();
        other["never_heard_of"] = 1;
        return other;
    }

    private static void ForAnotherNumber(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, value) in json.ToList())
                {
                    if (name is "phone_number_id")
                    {
                        json[name] = $"{value}9";
                    }
                    else
                    {
                        ForAnotherNumber(value);
                    }
                }

                break;
            case JsonArray array:
                array.ToList().ForEach(ForAnotherNumber);
                break;
        }
    }

    [GeneratedRegex("^(msg|ghost|ref|flow|order|sent):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MessageKey();

    [GeneratedRegex(@"^(message\.|postback\.)?(id|mid)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MessageId();

    [GeneratedRegex("^(st|sent):", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusKey();

    [GeneratedRegex(@"^(id|status|recipient_participant_id|participant_recipient_id|errors\.0\.code)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StatusId();

    [GeneratedRegex("^call:[^:]*:[^:]+:(connect|terminate)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallKey();

    [GeneratedRegex("^(id|wacid|event)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallId();

    [GeneratedRegex("^call:[^:]*:[^:]+:(ringing|accepted|rejected)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallStateKey();

    [GeneratedRegex("^(id|wacid|event|status)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CallStateId();

    [GeneratedRegex("^uid:", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserIdKey();

    [GeneratedRegex("^user_id", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserId();

    [GeneratedRegex(@"^ua:[^:]*:[^:]+:[^:]+:\d+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClickKey();

    [GeneratedRegex("click_id|timestamp|action_type|event_name", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClickId();
}
