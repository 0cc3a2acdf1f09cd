using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using Bridge.Json;

namespace Bridge.Translation;

[TestFixture]
internal sealed class ItemLoopTests
{
    [Test]
    public void A_defect_in_a_translator_costs_one_item_and_leaves_none_of_its_events()
    {
        var value = Tape.Read("""{"metadata":{"phone_number_id":"1"},"things":[{"id":"good"},{"id":"bad"},null,{"id":"better"}]}""");
        var change = new Change("things", value, default, EntryId: null, default, Translated.ReceivedAt);
        var into = new WebhookTranslation(TranslationOptions.Default);

        ItemLoop.Run(change, "things"u8, into, Translate);

        Assert.That(into.Events.Select(trackEvent => trackEvent.NaturalKey), Is.EqualTo(["thing:1:good", "thing:1:better"]));
        Assert.That(into.Unreadable.Single().Reason, Is.EqualTo("the translator failed with InvalidTimeZoneException"));
        Assert.That(System.Text.Encoding.UTF8.GetString(into.Unreadable[0].Raw.Span), Is.EqualTo("""{"id":"bad"}"""));
    }

    private static string? Translate(Change change, JsonView item, WebhookTranslation into)
    {
        var id = item["id"u8].Text!;
        into.Events.Add(
            new ItemContext(change, Person.Nobody, Timestamp: null).Event(ConversationEvents.Opened, "thing", id, new PropertyBag())
        );
        return id == "bad" ? throw new InvalidTimeZoneException() : null;
    }
}
