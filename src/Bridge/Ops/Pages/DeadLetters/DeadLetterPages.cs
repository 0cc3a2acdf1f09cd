using Bridge.DeadLetters;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>The pages that show dead letters: groups, lists, and one in full.</summary>
internal static class DeadLetterPages
{
    public const string ListPath = OpsSetup.PagePath + "/dead-letters";
    private const string GroupsPath = OpsSetup.PagePath + "/groups";
    private const int PageSize = 50;

    public static async Task<IResult> ShowGroupsAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var groups = await admin.GetGroupsAsync(new DeadLetterFilter(), cancellationToken);
        return page.Show(new View(GroupsView.Title(groups), GroupsView.Page(page, groups)) { Section = GroupsPath });
    }

    public static async Task<IResult> ShowListAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        if (await page.RefuseSearchAsync(filter, admin, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var before = long.TryParse(page.Query["before"], out var cursor) && cursor > 0 ? cursor : (long?)null;
        var list =
            problems.Count > 0
                ? new DeadLetterList(filter, new DeadLetterPage([], null), 0, 0, Before: null, problems)
                : await ListAsync(admin, page.Permitted(filter), before, cancellationToken);
        return page.Show(
            new View(list.Title, DeadLettersView.Page(page, list with { AreChosen = page.Query.ContainsKey("chosen") }))
            {
                Section = ListPath,
                Status = problems.Count > 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
            }
        );
    }

    public static async Task<IResult> ShowAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        Show(page, id, await admin.FindAsync(id, revealTo: null, cancellationToken));

    /// <summary>Answered at once and not by way of another address, which would reveal to whoever opens it again.</summary>
    public static async Task<IResult> RevealAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        Show(page, id, await admin.FindAsync(id, page.Actor, cancellationToken));

    public static IResult SayMissing(OpsPage page, long id) =>
        page.Say(
            StatusCodes.Status404NotFound,
            $"There is no dead letter {id}",
            "It was purged after its time or erased, or there never was one."
        );

    private static IResult Show(OpsPage page, long id, DeadLetter? deadLetter) =>
        deadLetter is null
            ? SayMissing(page, id)
            : page.Show(
                new View(
                    $"{DisplayText.Subject(deadLetter.Summary.Event, deadLetter.Summary.Reason)}, dead letter {id}",
                    DeadLetterView.Of(page, deadLetter)
                )
                {
                    Section = ListPath,
                }
            );

    private static async Task<DeadLetterList> ListAsync(
        IDeadLetterAdmin admin,
        DeadLetterFilter filter,
        long? before,
        CancellationToken cancellationToken
    )
    {
        var page = await admin.ListAsync(filter, before, PageSize, revealTo: null, cancellationToken);
        var groups = await admin.GetGroupsAsync(filter, cancellationToken);
        return new(filter, page, groups.Sum(group => group.Count), groups.Count, before, []);
    }
}
