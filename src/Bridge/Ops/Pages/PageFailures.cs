namespace Bridge.Ops.Pages;

/// <summary>Says on a page what could not be done, with the status that goes with it.</summary>
internal sealed class PageFailures(ILogger<PageFailures> logger) : OpsFailureFilter(logger)
{
    protected override IResult Render(HttpContext context, OpsFailure failure) =>
        new OpsPage(context).Say(failure.Status, failure.Title, failure.Sentence);
}
