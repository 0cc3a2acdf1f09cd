using Bridge.Ops.Access;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.DeadLetters;

/// <summary>Who may use which route: every one that there is.</summary>
public class ApiAccessTests
{
    /// <summary>What a viewer may use. Anything else under /api is for operators; a route that is in neither list fails the test.</summary>
    private static readonly string[] ForViewers =
    [
        "GET /api/dead-letters",
        "GET /api/dead-letters/{id:long}",
        "GET /api/dead-letters/groups",
        "GET /api/dead-letters/export",
        "GET /api/dead-letters/audit",
        "POST /api/dead-letters/plans",
        "GET /api/dead-letters/replays",
        "GET /api/dead-letters/replays/{id:long}",
        "GET /api/overview",
        "GET /api/trace",
        "GET /api/journal",
        "GET /api/insights",
        "GET /api/insights/definitions",
        "GET /api/insights/charts/{chart}",
        "GET /api/openapi.json",
    ];

    private static readonly string[] ForOperators =
    [
        "PUT /api/dead-letters/{id:long}",
        "POST /api/dead-letters/discard",
        "POST /api/dead-letters/restore",
        "POST /api/dead-letters/erase",
        "POST /api/dead-letters/replays",
        "POST /api/dead-letters/replays/{id:long}/pause",
        "POST /api/dead-letters/replays/{id:long}/resume",
        "POST /api/dead-letters/replays/{id:long}/cancel",
        "POST /api/destinations/{name}/resume",
    ];

    private ApiRig _api = null!;

    [SetUp]
    public async Task Start() => _api = await ApiRig.StartAsync();

    [TearDown]
    public async Task Stop() => await _api.DisposeAsync();

    [Test]
    public void Every_route_is_for_viewers_or_for_operators() => Assert.That(Routes(), Is.EquivalentTo(ForViewers.Concat(ForOperators)));

    [Test]
    public async Task Nobody_comes_in_without_a_key_or_with_a_wrong_one()
    {
        foreach (var route in Routes())
        {
            var (none, wrong) = (await SendAsync(route, ""), await SendAsync(route, OpsKey.Create().Text));

            Assert.That((none.Status, none.Type), Is.EqualTo((401, "application/problem+json")), route);
            Assert.That(wrong.Status, Is.EqualTo(401).Or.EqualTo(429), route); // 429 once it were many
        }

        Assert.That(_api.Admin.LastFilter, Is.Null);
    }

    [Test]
    public async Task A_viewer_may_look_and_an_operator_may_act()
    {
        foreach (var route in Routes())
        {
            var (viewer, other) = (await SendAsync(route, ApiRig.Viewer), await SendAsync(route, ApiRig.Operator));

            Assert.That(viewer.Status is 403, Is.EqualTo(ForOperators.Contains(route)), route);
            Assert.That(viewer.Status is 401 || other.Status is 401 or 403, Is.False, route);
        }
    }

    private List<string> Routes() =>
        [
            .. _api
                .Bridge.Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]).Select(method =>
                        $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"
                    )
                ),
        ];

    private Task<ApiAnswer> SendAsync(string route, string key)
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        var address = pattern.Replace("{id:long}", "1", StringComparison.Ordinal).Replace("{name}", "default", StringComparison.Ordinal);
        return _api.SendAsync(new HttpMethod(method), address, method is "GET" ? null : "{}", key);
    }
}
