using Bridge.DeadLetters;
using Bridge.Journal;
using Microsoft.AspNetCore.Authorization;

namespace Bridge.Ops.Api;

/// <summary>Who sent a request, and whether they may see people unmasked.</summary>
internal static class Caller
{
    public const string NoSearch = "Only operators may search contents, which are masked for everybody else; leave text out.";

    private const string NoName =
        "Only operators may ask for this event, whose name is masked for everybody else; leave event out, or give one of Bridge's own, "
        + "or a webhook's field with reason=unrecognised.";

    /// <summary>Who is signed in; there is always somebody where authorisation let the request through.</summary>
    public static Actor GetActor(this HttpContext context) =>
        new(context.User.Identity?.Name ?? throw new InvalidOperationException("Nobody is signed in on a route that requires it."));

    /// <summary>To whom to reveal what is masked: null unless the request asks for it.</summary>
    /// <exception cref="NotAllowedException">It asks, and is not an operator's.</exception>
    public static async Task<Actor?> RevealToAsync(this HttpContext context)
    {
        if (!context.Request.Query.ReadReveal())
        {
            return null;
        }

        return await context.IsOperatorAsync()
            ? context.GetActor()
            : throw new NotAllowedException("Only operators may see people unmasked; leave reveal out.");
    }

    /// <summary>A filter that may be used by who sent it: what it finds may tell what is masked.</summary>
    /// <exception cref="NotAllowedException">It does, and is not an operator's.</exception>
    public static async Task<DeadLetterFilter> PermitAsync(this HttpContext context, DeadLetterFilter filter, IDeadLetterAdmin admin)
    {
        var isOperator = await context.IsOperatorAsync();
        if (filter.TellsMasked() && !isOperator)
        {
            throw new NotAllowedException(string.IsNullOrEmpty(filter.Text) ? NoName : NoSearch);
        }

        if (string.IsNullOrEmpty(filter.Text))
        {
            return isOperator ? filter : filter.ForViewer();
        }

        if (filter.Text.Length > AdminLimits.MaxText)
        {
            throw new AdminException(
                AdminProblem.Invalid,
                $"text may have {AdminLimits.MaxText} characters, but has {filter.Text.Length}."
            );
        }

        await admin.NoteSearchAsync(filter, context.GetActor(), context.RequestAborted);
        return filter;
    }

    /// <summary>Who asks what became of events.</summary>
    public static async Task<Asker> GetAskerAsync(this HttpContext context) =>
        new(context.GetActor().Name, await context.IsOperatorAsync());

    private static async Task<bool> IsOperatorAsync(this HttpContext context) =>
        (
            await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, OpsPolicy.Operator)
        ).Succeeded;
}
