using System.Text;
using Bridge.Core.Events;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>What one item is made of two, where they cannot be put together.</summary>
internal sealed class TwinsTests
{
    [TestCase(true)]
    [TestCase(false)]
    public void Of_two_that_do_not_belong_to_conversations_alike_Metas_passes_with_its_price(bool isMetasPart)
    {
        var metas = Item("""{"properties":{"pricingCategory":"utility"}}""", isFromCrm: false, isMetasPart);
        var crms = Item("""{"properties":{"pricingCategory":"free"}}""", isFromCrm: true, !isMetasPart);

        var told = Twins.Merge(metas, crms, detach: null);

        Assert.That(Encoding.UTF8.GetString(told.Payload.Span), Is.EqualTo(Encoding.UTF8.GetString(metas.Payload.Span)));
        Assert.That(told.Conversation, Is.EqualTo(metas.Conversation));
        Assert.That(told.IsFromCrm, Is.False);
    }

    [TestCase("c40", ExpectedResult = true)]
    [TestCase(null, ExpectedResult = false)]
    public bool The_chat_is_named_by_a_CRM_only_where_it_says_a_name(string? named)
    {
        var metas = Named(Item("{}", isFromCrm: false, isPart: true), "chat_1_254712345678", isFromCrm: false);
        var crms = Named(Item("{}", isFromCrm: true, isPart: true), named, isFromCrm: true);

        return Twins.Merge(metas, crms, detach: null).About!.Step!.IsFromCrm;
    }

    private static IntakeItem Named(IntakeItem item, string? chat, bool isFromCrm) =>
        item with
        {
            About = item.About! with
            {
                ChatId = chat,
                Step = new ConversationStep(StepKind.Outbound) { IsFromCrm = isFromCrm },
            },
        };

    private static IntakeItem Item(string payload, bool isFromCrm, bool isPart) =>
        Translations.Item(1) with
        {
            Name = "message.sent",
            Payload = Encoding.UTF8.GetBytes(payload),
            IsFromCrm = isFromCrm,
            Conversation = isPart ? Translations.Source : null,
            About = new EventSubject("+254712345678", null, Translations.Source, null, null, null, null, null, null, null, default),
        };
}
