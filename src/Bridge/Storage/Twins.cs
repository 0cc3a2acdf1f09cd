using Bridge.Core.Capture;
using Bridge.Core.Events;

namespace Bridge.Storage;

/// <summary>Two items that tell the same under one id, one of them Meta's and one a CRM's: they are one event.</summary>
internal static class Twins
{
    /// <summary>The reason for which an item waits for its twin.</summary>
    public static string Waits(bool isFromCrm) => isFromCrm ? DeferralReason.FirstHandTwin : DeferralReason.RicherTwin;

    /// <summary>The reasons for which the twin of an item may wait: of an item that waits for nothing, what waits is dropped, whoever told
    /// it.</summary>
    public static (string One, string Other) ReasonsOfTwin(IntakeItem item) =>
        item.Deferral is null
            ? (DeferralReason.RicherTwin, DeferralReason.FirstHandTwin)
            : (Waits(!item.IsFromCrm), Waits(!item.IsFromCrm));

    /// <param name="waited">Came first, and has not left.</param>
    /// <param name="detach">See <see cref="IConversing.Detach"/>.</param>
    /// <returns>The one item of both, which waits for nothing any more and counts as told by Meta.</returns>
    public static IntakeItem Merge(IntakeItem waited, IntakeItem came, Func<IntakeItem, IntakeItem>? detach)
    {
        if (waited.IsFromCrm == came.IsFromCrm)
        {
            return came; // both sides have told of it already, in one group
        }

        var (meta, crm) = came.IsFromCrm ? (waited, came) : (came, waited);
        if (FindOther(waited, came) is not null)
        {
            // No twins, and Meta knows whose message it is.
            return meta with { FormerId = crm.FormerId ?? meta.FormerId, Deferral = null, ReplacedBy = null };
        }

        var isAlike = (meta.Conversation is null) == (crm.Conversation is null);
        var better = isAlike && TwinEvents.IsKnownBestByCrm(came.Name!) ? crm : meta;
        return came with
        {
            Id = meta.Id,
            AlsoToldAs = meta.AlsoToldAs,
            FormerId = crm.FormerId ?? meta.FormerId,
            Payload = PayloadOf(meta, crm, detach) ?? meta.Payload,
            About = AboutOf(better, meta, crm),
            Clue = meta.Clue ?? crm.Clue,
            Conversation = better.Conversation,
            IsFromCrm = false,
            IsOfBoth = true,
            Deferral = null,
            ReplacedBy = null,
        };
    }

    /// <summary>What a CRM tells of somebody else than Meta, under one id: it goes no further.</summary>
    public static DroppedItem? FindOther(IntakeItem one, IntakeItem other)
    {
        var (meta, crm) = one.IsFromCrm ? (other, one) : (one, other);
        return
            crm.IsFromCrm
            && !meta.IsFromCrm
            && meta.About is { } told
            && crm.About is { } heard
            && !TwinEvents.MayBeOfOnePerson(told, heard)
            ? new DroppedItem(DropRule.Replaced, crm)
            : null;
    }

    /// <summary>
    /// Both as they leave, or both as they go on to their conversation: of two that are rewritten at different places one may hold what is
    /// not to leave, so that a CRM's that Meta knows to be of none (of a group, or overheard) is rewritten first.
    /// </summary>
    /// <returns>Null where only Meta's may be passed on.</returns>
    private static ReadOnlyMemory<byte>? PayloadOf(IntakeItem meta, IntakeItem crm, Func<IntakeItem, IntakeItem>? detach) =>
        (meta.Conversation, crm.Conversation) switch
        {
            (null, not null) when detach is not null => TwinEvents.Merge(meta.Name!, meta.Payload, detach(crm).Payload),
            (null, null) or (not null, not null) => TwinEvents.Merge(meta.Name!, meta.Payload, crm.Payload),
            _ => null,
        };

    /// <summary>Who and when, by Meta; the name of the chat, by the CRM, if it gave it one.</summary>
    private static EventSubject? AboutOf(IntakeItem better, IntakeItem meta, IntakeItem crm)
    {
        if ((meta.About ?? better.About) is not { } about)
        {
            return null;
        }

        var (named, step) = (crm.About?.ChatId, better.About?.Step);
        return about with { ChatId = named ?? about.ChatId, Step = step is null ? null : step with { IsFromCrm = named is not null } };
    }
}
