using Bridge.DeadLetters;

namespace Bridge.Ops.Pages;

/// <summary>Dead letters to be looked at.</summary>
internal static class LetterPages
{
    public const string ListPath = OpsSetup.PagePath + "/letters";
    private const string GroupsPath = OpsSetup.PagePath + "/groups";
    private const int PageSize = 50;

    public static async Task<IResult> ShowGroupsAsync(OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var groups = await desk.GetGroupsAsync(new LetterFilter(), cancellationToken);
        return page.Show(new View(GroupsView.Title(groups), GroupsView.Page(page, groups)) { Section = GroupsPath });
    }

    public static async Task<IResult> ShowListAsync(OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        var before = long.TryParse(page.Query["before"], out var cursor) && cursor > 0 ? cursor : (long?)null;
        var list = problems.Count > 0
            ? new LetterList(filter, new LetterPage([], null), 0, 0, IsNewest: true, problems)
            : await ListAsync(desk, filter, before, cancellationToken);
        return page.Show(new View(list.Title, LettersView.Page(page, list))
        {
            Section = ListPath,
            Status = problems.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
        });
    }

    public static async Task<IResult> ShowAsync(long id, OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken) =>
        Show(page, id, await desk.FindAsync(id, revealTo: null, cancellationToken));

    /// <summary>Answered at once and not by way of another address, which would reveal to whoever opens it again.</summary>
    public static async Task<IResult> RevealAsync(long id, OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken) =>
        Show(page, id, await desk.FindAsync(id, page.Actor, cancellationToken));

    public static IResult SayMissing(OpsPage page, long id) =>
        page.Say(StatusCodes.Status404NotFound, $"There is no letter {id}", "It was purged after its time or erased, or there never was one.");

    private static IResult Show(OpsPage page, long id, Letter? letter) => letter is null
        ? SayMissing(page, id)
        : page.Show(new View($"{Wording.Subject(letter.Summary.Event, letter.Summary.Reason)}, letter {id}", LetterView.Of(page, letter)) { Section = ListPath });

    private static async Task<LetterList> ListAsync(IDeadLetterDesk desk, LetterFilter filter, long? before, CancellationToken cancellationToken)
    {
        var page = await desk.ListAsync(filter, before, PageSize, revealTo: null, cancellationToken);
        var groups = await desk.GetGroupsAsync(filter, cancellationToken);
        return new(filter, page, groups.Sum(group => group.Count), groups.Count, before is null, []);
    }
}
