using Bridge.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>The pages that discard dead letters and restore them.</summary>
internal static class DiscardPages
{
    public static async Task<IResult> AskAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var (filter, problems) = FilterAddress.Read(page.Query);
        if (ReplayPages.WhyNot(page, filter, problems) is { } why)
        {
            return page.Say(StatusCodes.Status400BadRequest, "Nothing was discarded", why);
        }

        await admin.NoteSearchAsync(filter, page.Actor, cancellationToken);
        var groups = await admin.GetGroupsAsync(filter with { State = DeadLetterState.Dead }, cancellationToken);
        return page.Show(
            new View("Discard", DiscardView.Of(page, filter, groups, Back(page.Query["back"]))) { Section = DeadLetterPages.ListPath }
        );
    }

    public static async Task<IResult> DiscardAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var (filter, problems) = FilterAddress.Read(form);
        if (problems.Count > 0 || (filter.IsEverything && filter.UpTo is null))
        {
            return page.Say(
                StatusCodes.Status400BadRequest,
                "Nothing was discarded",
                string.Join(" ", problems.DefaultIfEmpty("No dead letter was chosen."))
            );
        }

        var undo = await FindUndoAsync(admin, filter, cancellationToken);
        var count = await admin.DiscardAsync(filter, EditPages.Typed(form["why"]), page.Actor, cancellationToken);
        return page.GoOn(
            DeadLetterPages.ListPath + Back(form["back"]),
            new Notice(
                $"{DisplayText.Count(count, "dead letter was", "dead letters were")} put aside. "
                    + "What is discarded can be restored until it is purged.",
                count > 0 ? undo : null
            )
        );
    }

    public static async Task<IResult> RestoreAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var (filter, problems) = form.ContainsKey("deadLetters")
            ? FilterAddress.Read(QueryHelpers.ParseQuery(form["deadLetters"]))
            : FilterAddress.Read(form);
        if (problems.Count > 0 || (filter.Ids.Count == 0 && filter.UpTo is null))
        {
            return page.Say(
                StatusCodes.Status400BadRequest,
                "Nothing was restored",
                string.Join(" ", problems.DefaultIfEmpty("No dead letter was chosen. Go back and tick some."))
            );
        }

        var count = await admin.RestoreAsync(filter with { State = DeadLetterState.Discarded }, why: null, page.Actor, cancellationToken);
        return page.GoOn(
            DeadLetterPages.ListPath,
            new Notice($"{DisplayText.Count(count, "dead letter is", "dead letters are")} dead again, as before.")
        );
    }

    /// <summary>
    /// What would restore exactly these. Null when dead letters that match were put aside before: they would come back with them.
    /// </summary>
    private static async Task<string?> FindUndoAsync(IDeadLetterAdmin admin, DeadLetterFilter filter, CancellationToken cancellationToken)
    {
        var discarded = filter with { State = DeadLetterState.Discarded };
        var before = await admin.ListAsync(discarded, before: null, limit: 1, revealTo: null, cancellationToken);
        return before.Items.Count == 0 ? FilterAddress.Of("", discarded) : null;
    }

    /// <summary>The list somebody came from, as parameters of its address and nothing else.</summary>
    private static string Back(string? text)
    {
        var read = FilterAddress.Read(QueryHelpers.ParseQuery(text));
        return read.Problems.Count == 0 ? FilterAddress.Of("", read.Filter with { Ids = [] }) : "";
    }
}
