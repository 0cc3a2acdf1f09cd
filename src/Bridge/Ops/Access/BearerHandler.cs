using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bridge.Ops.Access;

/// <summary>
/// <c>Authorization: Bearer KEY</c>, the only way into <c>/api</c>: what a browser sends by itself, a cookie, counts for nothing there.
/// </summary>
internal sealed class BearerHandler(
    KeyAuthenticator admin,
    OpsUsers users,
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private int? _retryAfterSeconds;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (
            !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
            || header.Parameter is null
        )
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var answer = admin.Show(header.Parameter, Context.Connection.RemoteIpAddress);
        _retryAfterSeconds = answer.RetryAfterSeconds;
        return Task.FromResult(
            answer.User is { } user
                ? AuthenticateResult.Success(new AuthenticationTicket(user.ToPrincipal(), Scheme.Name))
                : AuthenticateResult.Fail("Nobody's key.")
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (users.IsEmpty)
        {
            return SayAsync(StatusCodes.Status404NotFound, SwitchedOff.Sentence);
        }

        if (_retryAfterSeconds is { } seconds)
        {
            Response.Headers.RetryAfter = seconds.ToString();
            return SayAsync(
                StatusCodes.Status429TooManyRequests,
                "Too many wrong keys came from this address; wait, and then send the right one."
            );
        }

        Response.Headers.Append(HeaderNames.WWWAuthenticate, "Bearer");
        return SayAsync(StatusCodes.Status401Unauthorized, "Send the key of a user in Ops:Users: Authorization: Bearer KEY.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        SayAsync(StatusCodes.Status403Forbidden, "This key may look but not act; that takes a user with Role operator in Ops:Users.");

    private Task SayAsync(int status, string detail) => TypedResults.Problem(detail, statusCode: status).ExecuteAsync(Context);
}
