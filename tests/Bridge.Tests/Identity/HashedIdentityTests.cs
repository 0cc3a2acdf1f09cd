using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.Options;

namespace Bridge.Identity;

/// <summary>With <c>Identity:UserId=hashed</c> nobody can be found by what leaves Bridge.</summary>
internal sealed partial class HashedIdentityTests
{
    private static readonly IdentityOptions Hashed = new() { UserId = UserIdKind.Hashed, Pepper = "0123456789abcdef0123456789abcdef" };

    private static readonly TranslationOptions Everything = TranslationOptions.Default with
    {
        IncludeMessageText = true,
        FlowAnswers = new HashSet<string> { "date", "guests", "phone" },
        BackfillHistory = true,
        Channels = TranslationOptions.AllChannels,
    };

    private static IEnumerable<TestCaseData> Bodies() =>
        Samples
            .Names(Samples.Webhooks)
            .Select(name => Samples.FileOf(Samples.Webhooks, name))
            .Concat(Samples.CorpusFiles())
            .Select(file => new TestCaseData(file).SetName("{m}: " + Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Bodies))]
    public void No_seven_digits_of_a_number_and_no_message_id_leave(string file)
    {
        var body = File.ReadAllText(file);

        var leaving = Hash(Translated.Body(body, Everything).Events);

        var windows = TellingDigits.Numbers(JsonNode.Parse(body)).SelectMany(TellingDigits.Windows).ToHashSet();
        var ids = MessageIds().Matches(body).Select(match => match.Value).ToHashSet();
        Assert.That(leaving.SelectMany(item => TellingDigits.Found(TellingDigits.Checked(item), windows)), Is.Empty);
        Assert.That(ids.Where(id => leaving.Any(item => item.Contains(id, StringComparison.Ordinal))), Is.Empty);
    }

    [Test]
    public void A_number_that_somebody_wrote_does_not_leave_wherever_it_stands()
    {
        const string wamid = "wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgU";
        var translations = new[]
        {
            Translated.Message(
                $$$"""
                "type":"text","text":{"body":"my number is +254 712 345 678, see {{{wamid}}}"},
                "referral":{"source_type":"ad","source_id":"1","source_url":"https://wa.me/254712345678?utm_content=254712345678",
                "headline":"Ring 254712345678"}
                """,
                Everything
            ),
            Translated.Message(
                "\"type\":\"interactive\",\"interactive\":{\"type\":\"nfm_reply\",\"nfm_reply\":{\"response_json\":\"{"
                    + "\\\"phone\\\":254712345678,\\\"date\\\":\\\"254712345678\\\"}\"}}",
                Everything
            ),
            Translated.Message(
                $$$"""
                "type":"button","button":{"payload":"re:254712345678","text":"0712345678"},"context":{"id":"{{{wamid}}}"}
                """,
                Everything
            ),
            Translated.Status(
                "\"status\":\"sent\",\"biz_opaque_callback_data\":\"to 254712345678 about @\"".Replace("@", wamid, StringComparison.Ordinal)
            ),
            Translated.Status(
                "\"status\":\"sent\",\"biz_opaque_callback_data\":\"chatId=254712345678;agentId=254712345678;journeyStep=0712345678\""
            ),
        };

        var leaving = Hash(translations.SelectMany(translation => translation.Events));

        Assert.That(leaving, Has.Count.EqualTo(7));
        Assert.That(
            leaving.SelectMany(item =>
                TellingDigits.Found(TellingDigits.Checked(item), TellingDigits.Windows("254712345678").Append("0712345").ToHashSet())
            ),
            Is.Empty
        );
        Assert.That(leaving.Where(item => item.Contains("wamid", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Events_of_WhatsApp_keep_the_contract()
    {
        var events = Samples
            .Names(Samples.Webhooks)
            .SelectMany(name => Translated.Body(File.ReadAllText(Samples.FileOf(Samples.Webhooks, name))).Events);

        Assert.That(Hash(events).SelectMany(ContractValidator.FindViolationsOfEvent), Is.Empty);
    }

    [Test]
    public void The_same_person_is_the_same_hash_by_number_and_by_id_and_in_the_chats_name()
    {
        var person = new KnownPerson("+254712345678", "KE.1", null, null);
        var byNumber = Hash(Translated.Message("\"type\":\"text\"").Events.Single(), person);
        var byId = Hash(
            Translated.Value("\"messages\":[{\"from_user_id\":\"KE.1\",\"id\":\"wamid.B\",\"type\":\"text\"}]").Events.Single(),
            person
        );

        var expected = new Pseudonyms(Hashed.Pepper!).Of("+254712345678");

        Assert.That(
            new[] { (string?)byNumber["userId"], (string?)byId["userId"] },
            Is.All.EqualTo(expected).And.All.Match("^[0-9a-f]{64}$")
        );
        Assert.That(
            new[] { byNumber, byId }.Select(item => (string?)item["properties"]!["chatId"]),
            Is.All.EqualTo($"chat_110045678901234_{expected}")
        );
    }

    [Test]
    public void Another_pepper_gives_another_hash_and_nobodys_events_stay_nobodys()
    {
        var nobody = Hash(
            Translated
                .Body(
                    """{"entry":[{"changes":[{"field":"security","value":"""
                        + """{"event":"PIN_CHANGED","display_phone_number":"254709000111"}}]}]}"""
                )
                .Events.Single(),
            null
        );

        Assert.That(new Pseudonyms("a").Of("+254712345678"), Is.Not.EqualTo(new Pseudonyms("b").Of("+254712345678")));
        Assert.That((string?)nobody["userId"], Is.EqualTo("system"));
        Assert.That((string?)nobody["properties"]!["displayPhoneNumber"], Has.Length.EqualTo(64));
    }

    [Test]
    public void Of_a_CRMs_event_what_Bridge_does_not_know_counts_as_written()
    {
        const string payload = """
            {"type":"track","event":"chat.assigned","userId":"+254712345678","timestamp":"2026-01-23T10:00:00.000Z",
            "messageId":"254712345678",
            "context":{"channel":"whatsapp","ip":"197.248.100.100","traits":{"phone":"254712345678"}},
            "properties":{"chatId":"crm-254712345678","agentId":"agent_1","phone":254712345678,"score":12,
            "note":"ring 0712 345 678","tags":["254712345678"],"254712345678":true}}
            """;
        var item = new IntakeItem(
            IntakeKind.Event,
            Guid.Empty,
            "chat.assigned",
            "default",
            null,
            null,
            System.Text.Encoding.UTF8.GetBytes(payload),
            default
        );

        var leaving = System.Text.Encoding.UTF8.GetString(
            Choice().Apply(item, EventIdentityReader.Read(item.Name, item.Payload.Span), null).Payload.Span
        );

        Assert.That(TellingDigits.Found(leaving, TellingDigits.Windows("254712345678").Append("0712345").ToHashSet()), Is.Empty);
        Assert.That(
            leaving,
            Does.Contain("\"agentId\":\"agent_1\"").And.Contain("\"score\":12").And.Not.Contain("345 678").And.Not.Contain("197.248")
        );
        Assert.That(ContractValidator.FindViolationsOfEvent(leaving), Is.Empty);
    }

    [Test]
    public async Task The_whole_way_only_hashes_come_out()
    {
        await using var rig = await IntakeRig.StartAsync(("Identity:UserId", "hashed"), ("Identity:Pepper", Hashed.Pepper!));

        await rig.HearAsync(await File.ReadAllTextAsync(Samples.FileOf(Samples.Webhooks, "text-from-ad")));
        await rig.HearAsync(await File.ReadAllTextAsync(Samples.FileOf(Samples.Webhooks, "group-members-added")));

        var delivered = await rig.DeliveredAsync();
        Assert.That(delivered, Is.Not.Empty);
        Assert.That(delivered.Select(item => (string?)item["userId"]), Is.All.Match("^[0-9a-f]{64}$"));
        Assert.That(
            delivered.SelectMany(item => TellingDigits.Found(item.ToJsonString(), TellingDigits.Windows("254712345678").ToHashSet())),
            Is.Empty
        );
    }

    private static UserIdChoice Choice() => new(Options.Create(Hashed));

    private static List<string> Hash(IEnumerable<TrackEvent> events) => [.. events.Select(trackEvent => Text(trackEvent, null))];

    private static JsonNode Hash(TrackEvent trackEvent, KnownPerson? person) => JsonNode.Parse(Text(trackEvent, person))!;

    private static string Text(TrackEvent trackEvent, KnownPerson? person)
    {
        var payload = System.Text.Encoding.UTF8.GetBytes(Translations.Json(trackEvent));
        var item = new IntakeItem(IntakeKind.Event, trackEvent.Id, trackEvent.Name, "default", trackEvent.Source, null, payload, default);
        return System.Text.Encoding.UTF8.GetString(Choice().Apply(item, EventIdentityReader.Read(item.Name, payload), person).Payload.Span);
    }

    [GeneratedRegex(@"wa[mc]id\.[A-Za-z0-9+/=_.-]{6,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MessageIds();
}
