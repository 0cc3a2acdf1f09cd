using Bridge.Ops.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Bridge.Ops.Access;

/// <summary>A browser's session at <c>/ops</c>: an encrypted cookie that ends with the user's key, role or place in
/// the settings, by signing out, and after a while.</summary>
internal sealed class OpsSession : CookieAuthenticationEvents
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "bridge-ops";
        Protect(options.Cookie);
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.EventsType = typeof(OpsSession);
    }

    /// <summary>For Bridge's own pages alone, never for scripts, and encrypted on its way where the page is.</summary>
    public static void Protect(CookieBuilder cookie)
    {
        cookie.Path = OpsSetup.PagePath;
        cookie.HttpOnly = true;
        cookie.IsEssential = true;
        cookie.SameSite = SameSiteMode.Strict;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (
            !services.GetRequiredService<OpsUsers>().Know(context.Principal!)
            || !await services.GetRequiredService<OpenSessions>().HoldsAsync(context.Principal!, context.HttpContext.RequestAborted)
        )
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
    }

    /// <summary>To the sign-in page, and from there to where one was going; what was posted is not posted again.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<OpsUsers>().IsEmpty)
        {
            return SwitchedOff.Answer().ExecuteAsync(context.HttpContext);
        }

        var goal = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : "";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = context.Request.PathBase + OpsSetup.SignInPath + QueryString.Create("to", goal);
        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        new OpsPage(context.HttpContext)
            .Say(
                StatusCodes.Status403Forbidden,
                "You may look but not act",
                "That takes Role operator in Ops:Users. Ask whoever runs Bridge."
            )
            .ExecuteAsync(context.HttpContext);
}
