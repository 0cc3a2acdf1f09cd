using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Core.Masking;
using Bridge.Core.Translation;
using Bridge.DeadLetters.Masking;
using Bridge.Storage;
using Bridge.Translation;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.DeadLetters;

/// <summary>What is shown of people before somebody asks to see them.</summary>
public partial class DeadLetterMaskTests
{
    [TestCase("+254712345678", "+25•••••78")]
    [TestCase("KE.10458812345678901234", "KE.•••••34")]
    [TestCase("messenger:1234567890123456", "messenger:•••••56")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "01•••••ef")]
    [TestCase("system", "system")]
    [TestCase("+1", "•••••")]
    [TestCase("john.smith@example.com", "•••••")]
    public void A_user_is_recognisable_to_who_knows_them_and_to_nobody_else(string user, string shown) =>
        Assert.That(DeadLetterMask.User(user), Is.EqualTo(shown));

    [TestCase(
        """{"event":"message.received","userId":"+254712345678","properties":"""
            + """{"messageId":"wamid.HBg","contentType":"text","contentLength":12,"text":"Hi"}}""",
        """{"event":"message.received","userId":"•••••","properties":"""
            + """{"messageId":"•••••","contentType":"text","contentLength":12,"text":"•••••"}}"""
    )]
    [TestCase(
        """{"event":"flow.completed","properties":{"reason":"Anna","direction":"inbound"}}""",
        """{"event":"flow.completed","properties":{"reason":"•••••","direction":"•••••"}}"""
    )]
    [TestCase(
        """{"event":"of.a_crm","timestamp":"2026-03-01T12:00:00.000Z","properties":{"status":"Anna"}}""",
        """{"event":"•••••","timestamp":"2026-03-01T12:00:00.000Z","properties":{"status":"•••••"}}"""
    )]
    [TestCase(
        """{"event":"message.failed","context":{"eventId":"12345678-1234-8abc-8def-123456789012","userIds":"""
            + """{"phone":"+254712345678"}},"properties":{"errorCode":131026,"errorDetails":"of +49 (151) 123-45678"}}""",
        """{"event":"message.failed","context":{"eventId":"•••••","userIds":"""
            + """{"phone":"•••••"}},"properties":{"errorCode":131026,"errorDetails":"•••••"}}"""
    )]
    [TestCase("no JSON, and Anna's", "•••••")]
    public void Of_an_event_only_what_its_declared_properties_call_harmless_is_shown(string content, string shown) =>
        Assert.That(DeadLetterMask.Content(DeadReason.Refused, Encoding.UTF8.GetBytes(content)), Is.EqualTo(shown));

    [TestCase(DeadReason.Invalid, "{\"batch\":[", "]}")]
    [TestCase(DeadReason.Refused, "", "")]
    public void Of_what_another_system_wrote_only_known_names_and_words_of_closed_lists_are_shown(
        string reason,
        string before,
        string after
    )
    {
        const string written = """
            {"type":"jane.doe","event":"conversion.jane_doe","timestamp":"2547123456","context":{"channel":"jane.doe","phoneNumberId":
            "254712345678","businessAccountId":"254712345678","library":{"name":"jane.doe"},"timestampSource":"jane.doe"},"properties":
            {"contentType":"jane.doe","mediaType":"jane.doe","templateId":"254712345678","reason":"jane.doe","toMode":"jane.doe"}}
            """;
        var names = new[] { "conversion.jane_doe", "message.sent", "message.received", "agent.handoff", "contact.created", "jane.doe" };

        var shown = names.Select(name =>
            DeadLetterMask.Content(
                reason,
                Encoding.UTF8.GetBytes(before + written.Replace("conversion.jane_doe", name, StringComparison.Ordinal) + after)
            )
        );

        Assert.That(string.Concat(shown), Does.Not.Contain("jane").And.Not.Contain("2547").And.Contains("message.sent"));
    }

    [TestCase(DeadReason.Invalid, "jane.doe", "•••••")]
    [TestCase(DeadReason.Refused, "conversion.jane_doe", "conversion.•••••")]
    [TestCase(DeadReason.Refused, "message.received", "message.received")]
    [TestCase(DeadReason.Unrecognised, "a_new_field", "a_new_field")]
    [TestCase(DeadReason.Unrecognised, "messenger reply_2", "messenger reply_2")]
    [TestCase(DeadReason.Unrecognised, "object page", "object page")]
    [TestCase(DeadReason.Unrecognised, "(no field)", "(no field)")]
    [TestCase(DeadReason.Unrecognised, "Anna_Nowak", "•••••")]
    [TestCase(DeadReason.Unrecognised, "anna nowak", "•••••")]
    [TestCase(DeadReason.Unrecognised, "anna.nowak", "•••••")]
    [TestCase(DeadReason.Unrecognised, "anna_254711", "•••••")]
    [TestCase(DeadReason.Unrecognised, "of_254712345678", "•••••")]
    [TestCase(DeadReason.Unrecognised, "<b>field</b>", "•••••")]
    public void A_name_that_another_system_chose_is_blind(string reason, string name, string shown) =>
        Assert.That(DeadLetterMask.Name(reason, name), Is.EqualTo(shown));

    [TestCase(DeadReason.Unrecognised, "a_new_field", false)]
    [TestCase(DeadReason.Unrecognised, "a_new_*", true)]
    [TestCase(DeadReason.Unreadable, "2547*", true)]
    [TestCase(DeadReason.Unrecognised, "of_254712345678", true)]
    [TestCase(DeadReason.Refused, "a_new_field", true)]
    public void A_search_for_what_is_blind_would_tell_it(string reason, string name, bool tells) =>
        Assert.That(new DeadLetterFilter { Reason = reason, Event = name }.TellsMasked(), Is.EqualTo(tells));

    [TestCase(
        """{"object":"whatsapp_business_account","entry":[{"id":"2000","changes":[{"field":"messages","value":{"metadata":"""
            + """{"display_phone_number":"15550001111","phone_number_id":"10001"},"contacts":[{"profile":"""
            + """{"name":"Anna"},"wa_id":"254712345678"}],"messages":["""
            + """{"id":"wamid.HBg","from":"254712345678","timestamp":"1769162397","type":"text","text":{"body":"Hi"}}]}}]}]}""",
        """{"object":"whatsapp_business_account","entry":[{"id":"2000","changes":[{"field":"messages","value":{"metadata":"""
            + """{"display_phone_number":"15550001111","phone_number_id":"10001"},"contacts":[{"profile":"""
            + """{"name":"•••••"},"wa_id":"•••••"}],"messages":["""
            + """{"id":"•••••","from":"•••••","timestamp":"1769162397","type":"text","text":{"body":"•••••"}}]}}]}]}"""
    )]
    [TestCase(
        """{"errors":[{"code":131026,"title":"of Anna"}],"+49 151 12345678":true,"phones":[{"type":"Anna"}],"type":"+49 """
            + """(151) 123-45678"}""",
        """{"errors":[{"code":131026,"title":"•••••"}],"•••••":true,"phones":[{"type":"•••••"}],"type":"•••••"}"""
    )]
    public void Of_a_webhook_only_names_kinds_codes_times_and_ids_of_the_business_are_shown(string content, string shown) =>
        Assert.That(DeadLetterMask.Content(DeadReason.Unreadable, Encoding.UTF8.GetBytes(content)), Is.EqualTo(shown));

    [TestCase("a_new_field", true)]
    [TestCase("field_v2024", true)]
    [TestCase("Anna_Nowak", false)]
    [TestCase("anna_254711", false)]
    public void A_field_that_is_blind_in_the_list_is_blind_in_the_content_too(string field, bool isShown)
    {
        var content = """{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"FIELD","value":{}}]}]}""".Replace(
            "FIELD",
            field,
            StringComparison.Ordinal
        );

        var shown = DeadLetterMask.Content(DeadReason.Unrecognised, Encoding.UTF8.GetBytes(content));

        Assert.That(shown.Contains(field, StringComparison.Ordinal), Is.EqualTo(isShown));
        Assert.That(shown, Does.Contain("whatsapp_business_account"));
    }

    [Test]
    public void What_Bridge_itself_says_of_a_body_it_could_not_read_is_shown_whole()
    {
        var reasons = Samples
            .Names(Samples.Webhooks)
            .Select(name => File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name)))
            .SelectMany(body =>
                new[] { TranslationOptions.Default, TranslationOptions.Default with { MaxItems = 0 } }.SelectMany(options =>
                    WebhookTranslator.Translate(body, DateTimeOffset.UnixEpoch, options).Unreadable
                )
            )
            .Select(item => item.Reason)
            .Distinct()
            .ToList();

        Assert.That(reasons, Has.Count.GreaterThan(2).And.Some.Contains("MaxItems"));
        Assert.That(reasons.Select(SentenceSieve.Show), Is.EqualTo(reasons));
    }

    [Test]
    public void What_Bridge_says_is_wrong_with_an_event_of_another_system_is_shown_whole_but_for_what_that_system_wrote()
    {
        const string sentence =
            "userId must be a phone number such as +254712345678, a business-scoped user id, messenger: or instagram: and the scoped id, "
            + "64 hex digits, or system; timestamp must be an ISO 8601 time such as 2026-01-23T10:00:00.000Z; "
            + "context.phoneNumberId is none of the numbers this key may post for; properties.{0} stands there twice";

        Assert.That(
            DeadLetterMask.Explanation(string.Format(CultureInfo.InvariantCulture, sentence, "Anna_254712345678")),
            Is.EqualTo(string.Format(CultureInfo.InvariantCulture, sentence, "•••••").Replace("properties.•••••", "•••••"))
        );
    }

    [Test]
    public void Nobody_finds_a_name_or_a_number_by_trying_out_the_fingerprint_of_a_group()
    {
        static string Group(string name, string answer) => DeadGroup.Of("default", 400, DeadReason.Refused, name, answer);

        var one = Group("deal.anna_nowak", """{"error":"unknown user Anna, 12 345"}""");

        Assert.That(one, Is.EqualTo(Group("deal.peter_smith", """{"error":"unknown user Peter, 67 890"}""")));
        Assert.That(one, Is.Not.EqualTo(Group("deal.anna_nowak", """{"error":"missing user Anna, 12 345"}""")));
        Assert.That(one, Is.Not.EqualTo(Group("message.sent", """{"error":"unknown user Anna, 12 345"}""")));
    }

    [Test]
    public void What_is_no_text_is_not_shown_in_base64_either()
    {
        byte[] content = [0xff, .. "Anna, +254712345678"u8];

        Assert.That(
            DeadLetterContent.Read(DeadReason.Undeserialisable, content, isMasked: true),
            Is.EqualTo((DeadLetterMask.Blind, false))
        );
        Assert.That(
            DeadLetterContent.Read(DeadReason.Undeserialisable, content, isMasked: false),
            Is.EqualTo((Convert.ToBase64String(content), true))
        );
    }

    [TestCase("""{"error":"unknown property","index":3}""", """{"error":"unknown property","index":3}""")]
    [TestCase(
        """{"message":"batch[0].properties.contentLength must be an integer","status":400}""",
        """{"message":"batch[0].properties.contentLength must be an integer","status":400}"""
    )]
    [TestCase(
        """{"error":"invalid user Anna Nowak","received":{"userId":"+254712345678","properties":{"text":"error"}}}""",
        """{"error":"invalid user •••••","received":{"userId":"•••••","properties":{"text":"•••••"}}}"""
    )]
    [TestCase("""{"errors":{"Anna":"+49 (151) 123-45678"}}""", """{"errors":{"•••••":"•••••"}}""")]
    [TestCase("the value \"Anna must\" of userId is not valid", "the value ••••• of userId is not valid")]
    [TestCase("not valid: +49 (151) 123-45678 at 3", "not valid: ••••• at •••••")]
    [TestCase("Ich heiße Anna 😀", "•••••")]
    [TestCase("<html>Service Unavailable</html>", "<•••••>Service Unavailable</•••••>")]
    public void Of_an_answer_the_words_that_refusals_are_made_of_are_shown(string answer, string shown) =>
        Assert.That(DeadLetterMask.Answer(answer), Is.EqualTo(shown));

    [TestCase("the message has no id")]
    [TestCase("the item is not an object")]
    [TestCase("the body is not JSON")]
    public void Why_something_is_unreadable_is_shown_as_Bridge_says_it(string explanation) =>
        Assert.That(DeadLetterMask.Explanation(explanation), Is.EqualTo(explanation));

    [Test]
    public void Nothing_shows_seven_digits_of_a_phone_number_however_they_are_written()
    {
        var digits = Gen.Choose(7, 15).SelectMany(length => Gen.Choose(0, 9).ArrayOf(length));
        var separators = Gen.Elements("", " ", "-", ".", "/", ") (", ":", "·").ArrayOf(16);
        var numbers = digits.SelectMany(number => separators.Select(between => Join(number, between))).ToArbitrary();

        Prop.ForAll(numbers, number => Shown(number).All(text => Digits().Count(text) < 7)).QuickCheckThrowOnFailure();
    }

    private static string Join(int[] digits, string[] between) =>
        "+" + string.Concat(digits.Select((digit, place) => digit + between[place]));

    private static IEnumerable<string> Shown(string number)
    {
        var content = Encoding.UTF8.GetBytes(
            $$"""{"event":"message.received","type":"{{number}}","status":"{{number}}","properties":"""
                + $$"""{"status":"{{number}}","reason":"{{number}}"},"{{number}}":0,"object":["{{number}}"]}"""
        );
        return
        [
            DeadLetterMask.Content(DeadReason.Refused, content),
            DeadLetterMask.Content(DeadReason.Unreadable, content),
            DeadLetterMask.Answer($$"""{"error":"{{number}}","{{number}}":"x"}""")!,
            DeadLetterMask.Answer($"refused {number}")!,
            DeadLetterMask.Explanation($"no {number}")!,
        ];
    }

    [GeneratedRegex("[0-9]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}
