using Bridge.DeadLetters;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>A dead letter's content, changed by hand.</summary>
internal static class EditPages
{
    /// <summary>Posted, not got: it shows what is masked elsewhere, which the audit keeps.</summary>
    public static async Task<IResult> ShowAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken) =>
        await admin.FindAsync(id, page.Actor, cancellationToken) is not { } deadLetter ? DeadLetterPages.SayMissing(page, id)
        : deadLetter.IsBase64
            ? page.Say(StatusCodes.Status409Conflict, "This cannot be edited", "It is no text. Replay it as it is, or discard it.")
        : Show(
            page,
            deadLetter,
            new Draft(Pretty.Of(deadLetter.Content), deadLetter.Summary.Version, NewId: false, []),
            StatusCodes.Status200OK
        );

    public static async Task<IResult> SaveAsync(long id, OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var draft = new Draft(
            form["content"].ToString(),
            int.TryParse(form["version"], out var version) ? version : -1,
            form.ContainsKey("newId"),
            []
        );
        try
        {
            var saved = await admin.EditAsync(
                id,
                new DeadLetterEdit(draft.Content, draft.Version, draft.NewId, Typed(form["why"])),
                page.Actor,
                cancellationToken
            );
            return page.GoOn($"{DeadLetterPages.ListPath}/{id}", Said(saved));
        }
        catch (AdminException exception) when (exception.Problem is not AdminProblem.NotFound)
        {
            return await RepeatAsync(
                id,
                page,
                admin,
                draft with
                {
                    Problems = [exception.Message],
                },
                OpsFailure.StatusOf(exception.Problem),
                cancellationToken
            );
        }
    }

    private static Notice Said(DeadLetter saved) =>
        saved.Retranslation is { Problem: { } problem }
            ? new Notice($"Saved as version {saved.Summary.Version}, but replayed as it is now it dies again: {problem}.")
            {
                IsProblem = true,
            }
            : new Notice($"Saved as version {saved.Summary.Version}. Nothing was sent; replay it when it is right.");

    /// <summary>What was typed in a field that may be left empty.</summary>
    public static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>With what was typed, which would be lost otherwise.</summary>
    private static async Task<IResult> RepeatAsync(
        long id,
        OpsPage page,
        IDeadLetterAdmin admin,
        Draft draft,
        int status,
        CancellationToken cancellationToken
    ) =>
        await admin.FindAsync(id, revealTo: null, cancellationToken) is { } deadLetter
            ? Show(page, deadLetter, draft, status)
            : DeadLetterPages.SayMissing(page, id);

    private static IResult Show(OpsPage page, DeadLetter deadLetter, Draft draft, int status) =>
        page.Show(
            new View($"Edit dead letter {deadLetter.Summary.Id}", EditView.Of(page, deadLetter, draft))
            {
                Section = DeadLetterPages.ListPath,
                Status = status,
            }
        );
}
