using System.Globalization;
using Bridge.Ops.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Net.Http.Headers;

namespace Bridge.Ops.Pages.Sessions;

/// <summary>The page to sign in, and signing out.</summary>
internal static partial class SessionPages
{
    public static IResult Show(OpsPage page) => Ask(page, problem: null, Goal(page.Query["to"]), StatusCodes.Status200OK);

    public static async Task<IResult> SignInAsync(
        OpsPage page,
        KeyAuthenticator admin,
        OpenSessions sessions,
        ILoggerFactory logging,
        CancellationToken cancellationToken
    )
    {
        var form = await page.ReadFormAsync(cancellationToken);
        var answer = admin.Show(form["key"].ToString(), page.Context.Connection.RemoteIpAddress);
        if (answer.User is { } user)
        {
            await page.Context.SignInAsync(OpsSetup.CookieScheme, sessions.Begin(user));
            SignedIn(logging.CreateLogger(typeof(SessionPages)), user.Name, user.Role);
            return page.GoOn(Goal(form["to"]) is { Length: > 0 } goal ? goal : OpsSetup.PagePath);
        }

        return Refuse(page, answer, Goal(form["to"]));
    }

    /// <summary>Here too, and not in this browser alone: a copy of the cookie opens nothing any more.</summary>
    public static async Task<IResult> SignOutAsync(OpsPage page, OpenSessions sessions, CancellationToken cancellationToken)
    {
        await page.Context.SignOutAsync(OpsSetup.CookieScheme);
        await sessions.EndAsync(page.Context.User, cancellationToken);
        return page.GoOn(OpsSetup.SignInPath);
    }

    private static IResult Refuse(OpsPage page, KeyAnswer answer, string goal)
    {
        if (answer.RetryAfterSeconds is not { } seconds)
        {
            return Ask(page, "This is nobody's key. Copy all of it, from bridge_ to the end.", goal, StatusCodes.Status401Unauthorized);
        }

        page.Context.Response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        return Ask(
            page,
            "Too many wrong keys came from your address in the last minutes. Find the right one; "
                + $"the count begins anew {DisplayText.Relative(page.Now.AddSeconds(seconds), page.Now)}.",
            goal,
            StatusCodes.Status429TooManyRequests
        );
    }

    private static IResult Ask(OpsPage page, string? problem, string goal, int status) =>
        page.Show(new View("Sign in", SignInView.Of(page, problem, goal)) { Status = status });

    /// <summary>A page of these, nowhere else.</summary>
    private static string Goal(string? text) =>
        text is not null
        && text.All(char.IsAscii) // a header holds nothing else; browsers escape the rest
        && !text.Any(char.IsControl)
        && !text.Contains('\\')
        && IsPage(text)
        && Uri.TryCreate("http://bridge" + text, UriKind.Absolute, out var address)
        && IsPage(address.PathAndQuery) // without dots that lead out of them, as a browser goes
            ? text
            : "";

    private static bool IsPage(string path) =>
        path == OpsSetup.PagePath
        || path.StartsWith(OpsSetup.PagePath + "/", StringComparison.Ordinal)
        || path.StartsWith(OpsSetup.PagePath + "?", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Information, "{Name} signed in at /ops as {Role}")]
    private static partial void SignedIn(ILogger logger, string name, OpsRole role);
}
