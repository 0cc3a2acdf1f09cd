using Bridge.DeadLetters;
using Bridge.Ops.Access;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Bridge.Ops.Pages;

/// <summary>One request for a page: who asks, when, and the answers all pages give alike. Handlers take it as a parameter.</summary>
internal sealed class OpsPage(HttpContext context)
{
    private AntiforgeryTokenSet? _formToken;

    public static ValueTask<OpsPage> BindAsync(HttpContext context) => ValueTask.FromResult(new OpsPage(context));

    /// <summary>Null for somebody who has not signed in.</summary>
    public string? User { get; } = context.User.Identity?.Name;

    public bool IsOperator { get; } = context.User.IsInRole(nameof(OpsRole.Operator));

    public Actor Actor => new(User!);

    public DateTimeOffset Now { get; } = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    public HttpContext Context => context;

    /// <summary>What was typed, or comes from a link: the parameters of the address.</summary>
    public IQueryCollection Query => context.Request.Query;

    /// <summary>Whether somebody asked a page that renews itself to stand still.</summary>
    public bool StandsStill => Query.ContainsKey("still");

    /// <summary>What every form that is posted carries, so that no other site can post it.</summary>
    public AntiforgeryTokenSet FormToken =>
        _formToken ??= context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);

    public Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken) => context.Request.ReadFormAsync(cancellationToken);

    public IResult Show(View view)
    {
        var notice = view.Notice ?? Notice.Take(context, keep: view.RefreshSeconds is not null);
        var frame = Layout.Of(this, view with { Notice = notice });
        return new RazorComponentResult<Markup>(new Dictionary<string, object?> { [nameof(Markup.Content)] = frame })
        {
            StatusCode = view.Status,
        };
    }

    /// <summary>Shows a sentence instead of what was asked for.</summary>
    public IResult Say(int status, string title, string sentence) =>
        Show(new View(title, MessageView.Of(title, sentence)) { Status = status });

    /// <summary>
    /// Notes that an operator searches contents, and says to others that they may not: what is found tells what is masked.
    /// </summary>
    /// <returns>Null when nothing stands in the way.</returns>
    public async Task<IResult?> RefuseSearchAsync(DeadLetterFilter filter, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        if (filter.TellsMasked() && !IsOperator)
        {
            return Say(
                StatusCodes.Status403Forbidden,
                string.IsNullOrEmpty(filter.Text) ? "You may not search names of a CRM's events" : "You may not search contents",
                "They are masked, and what is found would tell what they hold. Narrow the list otherwise, or ask an operator."
            );
        }

        await admin.NoteSearchAsync(filter, Actor, cancellationToken);
        return null;
    }

    /// <summary>A filter as it is meant for who looks.</summary>
    public DeadLetterFilter Permitted(DeadLetterFilter filter) => IsOperator ? filter : filter.ForViewer();

    /// <summary>After something was done: on to a page that may be loaded again, which tells what was done.</summary>
    public IResult GoOn(string address, Notice notice)
    {
        notice.Leave(context, address);
        return GoOn(address);
    }

    /// <summary>303, so that the browser asks with GET and a reload posts nothing again.</summary>
    public IResult GoOn(string address)
    {
        context.Response.Headers[HeaderNames.Location] = address;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}

/// <summary>What a page shows.</summary>
/// <param name="Title">Of the browser's tab; begins with what matters most.</param>
internal sealed record View(string Title, RenderFragment Body)
{
    /// <summary>Which entry of the navigation it belongs to: its address.</summary>
    public string? Section { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>When the page asks for itself again; null for never.</summary>
    public int? RefreshSeconds { get; init; }

    public Notice? Notice { get; init; }
}
