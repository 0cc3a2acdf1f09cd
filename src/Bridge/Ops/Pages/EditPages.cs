using Bridge.DeadLetters;

namespace Bridge.Ops.Pages;

/// <summary>A letter's content, changed by hand.</summary>
internal static class EditPages
{
    /// <summary>Posted, not got: it shows what is masked elsewhere, which the audit keeps.</summary>
    public static async Task<IResult> ShowAsync(long id, OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken) =>
        await desk.FindAsync(id, page.Actor, cancellationToken) is not { } letter ? LetterPages.SayMissing(page, id)
        : letter.IsBase64 ? page.Say(StatusCodes.Status409Conflict, "This cannot be edited", "It is no text. Replay it as it is, or discard it.")
        : Show(page, letter, new Draft(Pretty.Of(letter.Content), letter.Summary.Version, NewId: false, []), StatusCodes.Status200OK);

    public static async Task<IResult> SaveAsync(long id, OpsPage page, IDeadLetterDesk desk, CancellationToken cancellationToken)
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var draft = new Draft(form["content"].ToString(), int.TryParse(form["version"], out var version) ? version : -1, form.ContainsKey("newId"), []);
        try
        {
            var saved = await desk.EditAsync(id, new LetterEdit(draft.Content, draft.Version, draft.NewId, Typed(form["why"])), page.Actor, cancellationToken);
            return page.GoOn($"{LetterPages.ListPath}/{id}", new Notice($"Saved as version {saved.Summary.Version}. Nothing was sent; replay it when it is right."));
        }
        catch (DeskException exception) when (exception.Problem is not DeskProblem.NotFound)
        {
            return await RepeatAsync(id, page, desk, draft with { Problems = [exception.Message] }, PageFailures.StatusOf(exception.Problem), cancellationToken);
        }
    }

    /// <summary>What was typed in a field that may be left empty.</summary>
    public static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>With what was typed, which would be lost otherwise.</summary>
    private static async Task<IResult> RepeatAsync(long id, OpsPage page, IDeadLetterDesk desk, Draft draft, int status, CancellationToken cancellationToken) =>
        await desk.FindAsync(id, revealTo: null, cancellationToken) is { } letter ? Show(page, letter, draft, status) : LetterPages.SayMissing(page, id);

    private static IResult Show(OpsPage page, Letter letter, Draft draft, int status) =>
        page.Show(new View($"Edit letter {letter.Summary.Id}", EditView.Of(page, letter, draft)) { Section = LetterPages.ListPath, Status = status });
}
