using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>What can be read without being an operator, by the routes that a running Bridge has, so that none is forgotten.</summary>
internal static partial class OpenRoutes
{
    private static readonly string[] Paths = ["/ops", "/api", "/healthz"];

    /// <returns>Patterns of addresses without what follows a question mark.</returns>
    public static IEnumerable<Regex> Of(IServiceProvider services) =>
        services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) == true)
            .Where(route => route.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy != OpsPolicy.Operator))
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Where(path => Paths.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
            .Select(path => new Regex($@"^{Parameter().Replace(path, "[^/]+")}\z", RegexOptions.None, TimeSpan.FromSeconds(1)));

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
