using System.Net;
using Bridge.Ops.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>Who may use which route of the page.</summary>
public class OpsAccessTests
{
    /// <summary>Every route there is, and the least that somebody must be; null for nobody in particular.</summary>
    private static readonly Dictionary<string, OpsRole?> Least = new()
    {
        ["GET /ops/sign-in"] = null,
        ["POST /ops/sign-in"] = null,
        ["GET " + Pages.Stylesheet.Address] = null,
        ["GET /ops"] = OpsRole.Viewer,
        ["GET /ops/groups"] = OpsRole.Viewer,
        ["GET /ops/dead-letters"] = OpsRole.Viewer,
        ["GET /ops/dead-letters/{id:long}"] = OpsRole.Viewer,
        ["GET /ops/export"] = OpsRole.Viewer,
        ["GET /ops/replays"] = OpsRole.Viewer,
        ["GET /ops/replays/{id:long}"] = OpsRole.Viewer,
        ["GET /ops/trace"] = OpsRole.Viewer,
        ["GET /ops/audit"] = OpsRole.Viewer,
        ["GET /ops/insights"] = OpsRole.Viewer,
        ["GET /ops/insights/{chart}/csv"] = OpsRole.Viewer,
        ["GET /ops/insights/{chart}/json"] = OpsRole.Viewer,
        ["GET /ops/{**address}"] = OpsRole.Viewer,
        ["POST /ops/sign-out"] = OpsRole.Viewer,
        ["POST /ops/destinations/{name}/resume"] = OpsRole.Operator,
        ["POST /ops/dead-letters/{id:long}/reveal"] = OpsRole.Operator,
        ["POST /ops/dead-letters/{id:long}/edit"] = OpsRole.Operator,
        ["POST /ops/dead-letters/{id:long}/content"] = OpsRole.Operator,
        ["GET /ops/replay"] = OpsRole.Operator,
        ["POST /ops/replays"] = OpsRole.Operator,
        ["POST /ops/replays/{id:long}/pause"] = OpsRole.Operator,
        ["POST /ops/replays/{id:long}/resume"] = OpsRole.Operator,
        ["POST /ops/replays/{id:long}/cancel"] = OpsRole.Operator,
        ["GET /ops/discard"] = OpsRole.Operator,
        ["POST /ops/discard"] = OpsRole.Operator,
        ["POST /ops/restore"] = OpsRole.Operator,
    };

    private OpsRig _rig = null!;

    [OneTimeSetUp]
    public async Task Start() => _rig = await OpsRig.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _rig.DisposeAsync();

    [Test]
    public void Every_route_of_the_page_is_in_the_table_of_who_may_use_it()
    {
        Assert.That(Routes().Select(route => route.Name), Is.EquivalentTo(Least.Keys));
    }

    [Test]
    public void No_route_outside_of_what_is_open_to_all_lacks_a_policy()
    {
        string[] capture = ["/v1/capture", "/v1/batch", "/openapi/v1.json", "openapi/{**path}"]; // keys of their own
        string[] open = [.. capture, "/webhook/meta", "/healthz/live", "/healthz/ready", "/ops/sign-in", Pages.Stylesheet.Address];

        var unguarded = Endpoints()
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IAuthorizeData>() is null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            )
            .Select(endpoint => endpoint.RoutePattern.RawText)
            .Distinct();

        Assert.That(unguarded, Is.EquivalentTo(open));
    }

    [TestCase(null)]
    [TestCase(OpsRole.Viewer)]
    [TestCase(OpsRole.Operator)]
    public async Task Each_route_lets_in_exactly_whom_it_should(object? who)
    {
        var role = (OpsRole?)who;
        var wrong = new List<string>();

        foreach (var route in Routes())
        {
            using var visitor = await _rig.VisitAsync(role);
            var answer = route.IsPost ? await visitor.PostAsync(route.Path) : await visitor.GetAsync(route.Path);
            var outcome = answer switch
            {
                { Status: HttpStatusCode.Forbidden } => "forbidden",
                { Status: HttpStatusCode.SeeOther } when answer.Location.StartsWith("/ops/sign-in?to=", StringComparison.Ordinal) =>
                    "sign in",
                { Status: HttpStatusCode.InternalServerError } => "failed",
                _ => "in",
            };
            var expected =
                Least[route.Name] is not { } least || role >= least ? "in"
                : role is null ? "sign in"
                : "forbidden";
            wrong.AddRange(outcome == expected ? [] : [$"{route.Name}: {outcome} instead of {expected}"]);
        }

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public async Task Nothing_that_is_posted_without_the_token_of_a_form_is_done()
    {
        var wrong = new List<string>();
        var done = (await _rig.Admin.GetAuditAsync(null, 100, CancellationToken.None)).Count;

        foreach (var route in Routes().Where(route => route.IsPost))
        {
            using var visitor = await _rig.VisitAsync(OpsRole.Operator);
            var answer = await visitor.ForgeAsync(route.Path);
            wrong.AddRange(
                answer.Status is HttpStatusCode.BadRequest && answer.Text.Contains("This was not done", StringComparison.Ordinal)
                    ? []
                    : [$"{route.Name}: {answer.Status}"]
            );
        }

        Assert.That(wrong, Is.Empty);
        Assert.That(await _rig.Admin.GetAuditAsync(null, 100, CancellationToken.None), Has.Count.EqualTo(done));
    }

    [Test]
    public async Task A_key_of_the_API_counts_for_nothing_at_the_page()
    {
        using var stranger = await _rig.VisitAsync(role: null);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/audit");
        request.Headers.Add("Authorization", "Bearer " + OpsRig.OperatorKey.Text);

        var answer = await stranger.SendAsync(request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task The_cookie_of_the_page_counts_for_nothing_at_the_API()
    {
        using var visitor = await _rig.VisitAsync(OpsRole.Operator);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/dead-letters");
        request.Headers.Add("Cookie", string.Join("; ", visitor.Cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")));

        using var answer = await _rig.Bridge.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        _rig.Bridge.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<Route> Routes() =>
        from endpoint in Endpoints()
        where endpoint.RoutePattern.RawText!.StartsWith("/ops", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select new Route($"{method} {Trim(endpoint.RoutePattern.RawText!)}", method == "POST", PathOf(endpoint.RoutePattern.RawText!));

    private static string Trim(string pattern) => pattern.TrimEnd('/');

    private static string PathOf(string pattern) =>
        Trim(pattern)
            .Replace("{id:long}", "1", StringComparison.Ordinal)
            .Replace("{name}", "default", StringComparison.Ordinal)
            .Replace("{**address}", "nowhere", StringComparison.Ordinal);

    private sealed record Route(string Name, bool IsPost, string Path);
}
