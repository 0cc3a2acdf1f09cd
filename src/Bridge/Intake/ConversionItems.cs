using Bridge.Core.Conversations;
using Bridge.Core.Conversions;
using Bridge.Core.Events;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Tells of which items Meta hears as conversions: those whose names are chosen, that leave, and whose person came by a click on an ad.
/// </summary>
internal sealed class ConversionItems(ConversionMap map)
{
    /// <summary>Makes what moves no conversation part of its person's, where the click is known.</summary>
    public IReadOnlyList<IntakeItem> Enlist(IReadOnlyList<IntakeItem> items) => map.IsEmpty ? items : [.. items.Select(Enlist)];

    /// <summary>Marks an item that conversations have finished.</summary>
    /// <param name="state">Of its conversation.</param>
    public IntakeItem Mark(IntakeItem item, ConversationState state) =>
        NameFor(item) is { } name ? item with { Conversion = Of(item, name, state.ClickAt(item.About!.HappenedAt)) } : item;

    /// <summary>Marks those that are part of no conversation.</summary>
    public IReadOnlyList<IntakeItem> MarkRest(IReadOnlyList<IntakeItem> items) =>
        map.IsEmpty
            ? items
            :
            [
                .. items.Select(item =>
                    item.Conversion is null && NameFor(item) is not null
                        ? item with
                        {
                            Conversion = ConversionCopy.Without(ConversionChoice.NoClick),
                        }
                        : item
                ),
            ];

    private IntakeItem Enlist(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, Name: { } name, About: { Step: null } about } && map.NameOf(name) is not null
            ? item with
            {
                About = about with { Step = new ConversationStep(StepKind.None) { IsFromCrm = item.IsFromCrm } },
            }
            : item;

    private string? NameFor(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, IsForwarded: true, IsRepeat: false, Name: { } name, About: not null } ? map.NameOf(name) : null;

    private static ConversionCopy Of(IntakeItem item, string name, AdClick? click)
    {
        var account = item.About!.Account;
        return ConversionChoice.WhyNot(item.About, click) is { } reason ? ConversionCopy.Without(reason)
            : Conversion.Mark(item.Payload, name, account!, click!.Id) is { } payload
                ? new ConversionCopy(null, Click.IdOf(EventIdentity.Of(item.About).Account, click.Id), payload)
            : ConversionCopy.Without(ConversionChoice.NoContext);
    }
}
