using Bridge.Core.Capture;

namespace Bridge.Storage;

/// <summary>What a CRM told and Meta may tell too, where the one leaves without the other.</summary>
internal static class UnjoinedTwins
{
    /// <summary>Whether it leaves with nothing that Meta said: whatever waited for the two to meet did not see it.</summary>
    public static bool IsCrms(IntakeItem item) => item.IsFromCrm && IsTold(item);

    /// <summary>Whether Meta tells it, so that what a CRM told of somebody else does not make it a repetition.</summary>
    public static bool IsMetas(IntakeItem item) => !item.IsFromCrm && IsTold(item);

    /// <summary>What is remembered of a CRM's telling that is in it; nothing where none is.</summary>
    public static IReadOnlyList<Guid> MarksOfCrms(IntakeItem item) =>
        !item.IsOfBoth && !IsCrms(item) ? []
        : item.AlsoToldAs is { } other ? [UnjoinedTwin.MarkOfCrms(item.Id), UnjoinedTwin.MarkOfCrms(other)]
        : [UnjoinedTwin.MarkOfCrms(item.Id)];

    /// <summary>A CRM's, as it leaves.</summary>
    public static IntakeItem Leave(IntakeItem item)
    {
        var id = UnjoinedTwin.IdOf(item.Id);
        return item with { Id = id, Payload = UnjoinedTwin.Write(item.Payload, id) };
    }

    /// <summary>What is remembered when a CRM's leaves.</summary>
    public static IEnumerable<Guid> MarksOf(IntakeItem item) =>
        item.About is { } about ? [UnjoinedTwin.IdOf(item.Id), UnjoinedTwin.MarkOf(item.Id, about.UserId)] : [UnjoinedTwin.IdOf(item.Id)];

    /// <summary>What is remembered if a CRM told of the person that Meta means.</summary>
    public static IEnumerable<Guid> MarksOfPerson(IntakeItem item)
    {
        string?[] ids = [item.About?.UserId, item.About?.Phone, item.About?.Bsuid, item.Person?.Phone, item.Person?.Bsuid];
        return ids.OfType<string>().Distinct().Select(id => UnjoinedTwin.MarkOf(item.Id, id));
    }

    private static bool IsTold(IntakeItem item) =>
        item is { Kind: IntakeKind.Event, Name: { } name, Source: not null, IsDerived: false } && TwinEvents.AreTold(name);
}
