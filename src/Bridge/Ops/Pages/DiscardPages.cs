using Bridge.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;

namespace Bridge.Ops.Pages;

/// <summary>Letters put aside, and taken up again.</summary>
internal static class DiscardPages
{
    public static async Task<IResult> AskAsync(OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        if (ReplayPages.WhyNot(page, filter, problems) is { } why)
        {
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was discarded", why);
        }

        var groups = await desk.GetGroupsAsync(filter with { State = LetterState.Dead }, cancellationToken);
        return page.Show(new View("Discard", DiscardView.Of(page, filter, groups, Back(page.Query["back"]))) { Section = LetterPages.ListPath });
    }

    public static async Task<IResult> DiscardAsync(OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var (filter, problems) = FilterAddress.Read(form);
        if (problems.Count > 0 || (filter.IsEverything && filter.UpTo is null))
        {
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was discarded", string.Join(" ", problems.DefaultIfEmpty("No letter was chosen.")));
        }

        var undo = await FindUndoAsync(desk, filter, cancellationToken);
        var count = await desk.DiscardAsync(filter, EditPages.Typed(form["why"]), page.Actor, cancellationToken);
        return page.GoOn(LetterPages.ListPath + Back(form["back"]), new Notice($"{Wording.Count(count, "letter was", "letters were")} put aside. What is discarded can be restored until it is purged.", count > 0 ? undo : null));
    }

    public static async Task<IResult> RestoreAsync(OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var (filter, problems) = form.ContainsKey("letters") ? FilterAddress.Read(QueryHelpers.ParseQuery(form["letters"])) : FilterAddress.Read(form);
        if (problems.Count > 0 || (filter.Ids.Count == 0 && filter.UpTo is null))
        {
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was restored", string.Join(" ", problems.DefaultIfEmpty("No letter was chosen. Go back and tick some.")));
        }

        var count = await desk.RestoreAsync(filter with { State = LetterState.Discarded }, why: null, page.Actor, cancellationToken);
        return page.GoOn(LetterPages.ListPath, new Notice($"{Wording.Count(count, "letter is", "letters are")} dead again, as before."));
    }

    /// <summary>What would restore exactly these. Null when letters that match were put aside before: they would come back with them.</summary>
    private static async Task<string?> FindUndoAsync(IDeadLetterDesk desk, LetterFilter filter, CancellationToken cancellationToken)
    {
        var discarded = filter with { State = LetterState.Discarded };
        var before = await desk.ListAsync(discarded, before: null, limit: 1, revealTo: null, cancellationToken);
        return before.Items.Count == 0 ? FilterAddress.Of("", discarded) : null;
    }

    /// <summary>The list somebody came from, as parameters of its address and nothing else.</summary>
    private static string Back(string? text)
    {
        var read = FilterAddress.Read(QueryHelpers.ParseQuery(text));
        return read.Problems.Count == 0 ? FilterAddress.Of("", read.Filter with { Ids = [] }) : "";
    }
}
