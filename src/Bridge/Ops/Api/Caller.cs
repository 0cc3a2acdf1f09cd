using Bridge.DeadLetters;
using Microsoft.AspNetCore.Authorization;

namespace Bridge.Ops.Api;

/// <summary>Who sent a request, and whether they may see people unmasked.</summary>
internal static class Caller
{
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

        var decision = await context
            .RequestServices.GetRequiredService<IAuthorizationService>()
            .AuthorizeAsync(context.User, OpsPolicy.Operator);
        return decision.Succeeded
            ? context.GetActor()
            : throw new NotAllowedException("Only operators may see people unmasked; leave reveal out.");
    }
}
