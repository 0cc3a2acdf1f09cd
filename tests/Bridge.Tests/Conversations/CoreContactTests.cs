using Bridge.Core.Attribution;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using static Bridge.Conversations.CoreThread;

namespace Bridge.Conversations;

/// <summary>A contact is created once, on the first message to the business.</summary>
public class CoreContactTests
{
    [Test]
    public void A_contact_whose_first_message_has_no_time_is_as_old_as_its_receipt_and_says_so()
    {
        var (timed, untimed) = (In("10:00"), In("10:00"));
        untimed = untimed with { About = untimed.About with { IsTimeOfReceipt = true } };

        Assert.That(SourceOfTime(untimed), Is.EqualTo("receipt"));
        Assert.That(SourceOfTime(timed), Is.Null);

        static string? SourceOfTime(ConversationFact first)
        {
            var thread = new CoreThread();
            thread.Tell(first);
            return (string?)Written(thread.Derived.Single())["context"]!["timestampSource"];
        }
    }

    [Test]
    public void The_first_message_creates_the_contact_and_says_what_brought_them()
    {
        var thread = new CoreThread();

        thread.Tell(
            In(
                "10:00",
                touch: new Touch("ad", "120211111111110011", "ARAk", Core.Attribution.Campaign.None with { Name = "spring" }),
                name: "Wanjiku"
            )
        );
        thread.Tell(In("3.10:00"));

        var created = Written(thread.Derived.Single(told => told.Name == "contact.created"));
        Assert.That(thread.Derived.Single().NaturalKey, Is.EqualTo("contact:106540352242922:person-1"));
        Assert.That(((string?)created["userId"], (string?)created["timestamp"]), Is.EqualTo((User, "2026-01-23T10:00:00.000Z")));
        Assert.That(
            created["properties"]!.ToJsonString(),
            Is.EqualTo(
                """
                {"chatId":"chat_106540352242922_254712345678","name":"Wanjiku","source":"ad","countryCode":"KE",
                "customFields":{"referrer":"spring"},
                "firstTouch":{"sourceType":"ad","sourceId":"120211111111110011","ctwaClid":"ARAk","campaignName":"spring",
                "touchedAt":"2026-01-23T10:00:00.000Z"},
                "lastTouch":{"sourceType":"ad","sourceId":"120211111111110011","ctwaClid":"ARAk","campaignName":"spring",
                "touchedAt":"2026-01-23T10:00:00.000Z"}}
                """.ReplaceLineEndings("")
            )
        );
        Assert.That((string?)created["context"]!["phoneNumberId"], Is.EqualTo("106540352242922"));
    }

    [Test]
    public void Without_an_ad_they_came_by_themselves()
    {
        var thread = new CoreThread();

        thread.Tell(In("10:00"));

        Assert.That(
            Written(thread.Derived.Single())["properties"]!.ToJsonString(),
            Is.EqualTo("""{"chatId":"chat_106540352242922_254712345678","source":"organic","countryCode":"KE"}""")
        );
    }

    [Test]
    public void What_the_business_sends_creates_nobody()
    {
        var thread = new CoreThread();

        thread.TellAll(Campaign("10:00"), Out("10:01", ServiceMode.Bot));

        Assert.That(thread.Derived, Is.Empty);
    }

    [Test]
    public void Whom_another_sender_serves_is_a_contact_and_no_conversation()
    {
        var thread = new CoreThread();

        var told = thread.Tell(Fact("10:00", new ConversationStep(StepKind.Overheard)));

        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
        Assert.That(told, Is.Empty);
        Assert.That(thread.Last!.DueAt, Is.Null);
    }

    [Test]
    public void Who_was_known_before_is_not_new()
    {
        var known = new CoreThread(state: ConversationState.New(isContactKnown: true));
        known.Tell(In("10:00"));
        Assert.That(known.Derived, Is.Empty);

        var fromHistory = new CoreThread();
        fromHistory.TellAll(Fact("09:00", new ConversationStep(StepKind.Known)), In("10:00"));
        Assert.That(fromHistory.Derived, Is.Empty);

        var before = new CoreThread(new() { CountFrom = At("12:00") });
        before.Tell(In("10:00"));
        before.Tell(In("13:00"));
        Assert.That(before.Derived, Is.Empty);
    }

    [Test]
    public void A_CRMs_word_makes_Bridges_own_needless_and_gets_what_it_lacks()
    {
        var thread = new CoreThread();
        var created = Fact("10:00", new ConversationStep(StepKind.Created) { IsFromCrm = true }, chat: "chat_123");

        var told = thread.TellAll(In("10:00"), created);

        Assert.That(thread.Derived, Is.Empty);
        Assert.That(told[1].IsRepeat, Is.False);
        Assert.That(Properties(told[1].Adds).ToJsonString(), Is.EqualTo("""{"chatId":"chat_123","source":"organic","countryCode":"KE"}"""));
        Assert.That(thread.TellAll(Fact("11:00", new ConversationStep(StepKind.Created) { IsFromCrm = true }))[0].IsRepeat, Is.True);
    }

    [Test]
    public void A_CRMs_word_that_comes_after_Bridges_own_repeats_it()
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));

        var told = thread.TellAll(Fact("10:00:01", new ConversationStep(StepKind.Created) { IsFromCrm = true }));

        Assert.That(told[0].IsRepeat, Is.True);
        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
    }

    [Test]
    public void The_name_a_CRM_gives_the_chat_is_its_name_from_then_on()
    {
        var thread = new CoreThread();
        thread.Tell(In("10:00"));
        Assert.That(thread.State.ChatId, Is.Null);

        thread.TellAll(Fact("10:01", new ConversationStep(StepKind.None) { IsFromCrm = true }, chat: "chat_123"));
        thread.TellAll(Fact("10:00:30", new ConversationStep(StepKind.None) { IsFromCrm = true }, chat: "chat_older"));

        Assert.That(thread.State.ChatId, Is.EqualTo("chat_123"));
        Assert.That((string?)Written(thread.Wait("9.00:00").Single())["properties"]!["chatId"], Is.EqualTo("chat_123"));
    }

    [Test]
    public void Two_threads_of_one_person_are_joined_and_keep_the_ids_they_were_told_under()
    {
        var younger = new ConversationKey(Key.Number, "person-2");
        var thread = new CoreThread();
        var first = thread.Tell(In("10:00"));
        var other = Conversation.Apply(younger, ConversationState.New(), [In("2.10:00")], thread.Settings);
        var otherId = (string?)Properties(other.Facts[0].Adds)["conversationId"];

        thread.State = Conversation.Merge(thread.State, other.State, younger);
        var next = thread.Tell(Out("2.10:01", agent: "a1"));

        Assert.That((string?)next["conversationId"], Is.EqualTo(otherId).And.Not.EqualTo((string?)first["conversationId"]));
        Assert.That((int?)next["responseSeconds"], Is.EqualTo(60));
        Assert.That(thread.DerivedNames, Is.EqualTo(["contact.created"]));
        Assert.That(thread.Wait("9.00:00").Select(told => told.NaturalKey[^2..]), Is.EqualTo([":1", ":2"]));
    }

    [Test]
    public void What_follows_from_a_CRMs_message_without_a_chat_is_told_of_Bridges_own_chat()
    {
        var thread = new CoreThread();
        thread.TellAll(Fact("10:00", new ConversationStep(StepKind.Inbound) { IsFromCrm = true }, chat: null));

        var ended = Written(thread.Wait("9.00:00").Single(told => told.Name == "chat.resolved"));

        Assert.That((string?)ended["properties"]!["chatId"], Is.EqualTo("chat_106540352242922_254712345678"));
    }
}
