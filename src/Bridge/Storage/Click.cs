using Bridge.Core.Events;
using Bridge.Core.Users;

namespace Bridge.Storage;

/// <summary>A click on an ad and who made it, for what Meta tells of the click alone.</summary>
/// <param name="Id">Made of the account and Meta's id of the click.</param>
internal sealed record Click(Guid Id, PersonId By, DateTimeOffset At)
{
    /// <summary>Nothing is said to have come of a click later than that: the longest of Meta's attribution windows.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(28);

    /// <param name="account">Where it means something: the business account, else the number.</param>
    public static Guid IdOf(string account, string click) => Core.Events.EventId.From($"click:{account}:{click}");

    /// <summary>The clicks of which items of conversations tell, in the order in which every writer takes them.</summary>
    public static IReadOnlyList<Click> Of(IEnumerable<IntakeItem> items) =>
        [
            .. items
                .Where(item => item is { Conversation: not null, Clue: not null, About: { } about } && TellsOf(about) is not null)
                .Select(item => new Click(IdOf(item.Clue!.Id.Account, TellsOf(item.About!)!), item.Clue.Id, item.About!.HappenedAt))
                .DistinctBy(click => click.Id)
                .OrderBy(click => click.Id),
        ];

    /// <summary>The click that brought whom something is about; null for most.</summary>
    public static string? TellsOf(EventSubject about) =>
        about.Step is { Kind: not StepKind.Outcome, Touch.ClickId: { } click } ? click : null;

    /// <summary>The click that something came of, where Meta names that and nobody.</summary>
    public static string? AskedBy(EventSubject about) =>
        about is { UserId: Person.SystemUserId, Step: { Kind: StepKind.Outcome, Touch.ClickId: { } click } } ? click : null;
}
