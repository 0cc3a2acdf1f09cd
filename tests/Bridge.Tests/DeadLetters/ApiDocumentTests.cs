using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.DeadLetters;

public class ApiDocumentTests
{
    private ApiRig _api = null!;
    private JsonNode _document = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _api = await ApiRig.StartAsync();
        _document = (await _api.GetAsync("/api/openapi.json", ApiRig.Viewer)).Json;
    }

    [OneTimeTearDown]
    public async Task Stop() => await _api.DisposeAsync();

    private IEnumerable<(string Path, string Method, JsonNode Operation)> Operations() =>
        _document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!)));

    [Test]
    public void Every_route_of_the_API_is_in_the_document_and_nothing_else()
    {
        var routes = _api
            .Bridge.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint =>
                endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal)
                && !endpoint.RoutePattern.RawText.EndsWith("openapi.json", StringComparison.Ordinal)
            )
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(method =>
                        $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/').Replace(":long", "", StringComparison.Ordinal)}"
                    )
            );

        Assert.That(Operations().Select(item => $"{item.Method.ToUpperInvariant()} {item.Path.TrimEnd('/')}"), Is.EquivalentTo(routes));
        Assert.That((string?)_document["openapi"], Does.StartWith("3."));
    }

    [Test]
    public void Every_operation_says_what_it_does_and_what_it_may_answer()
    {
        foreach (var (path, method, operation) in Operations())
        {
            var answers = operation["responses"]!.AsObject().Select(answer => answer.Key).ToList();

            Assert.That((string?)operation["summary"], Is.Not.Empty, $"{method} {path}");
            Assert.That(answers, Is.SupersetOf((string[])["400", "401", "403", "503"]).And.Some.StartWith("2"), $"{method} {path}");
        }
    }

    [Test]
    public void Every_reference_in_it_leads_somewhere()
    {
        var schemas = _document["components"]!["schemas"]!.AsObject().Select(schema => "#/components/schemas/" + schema.Key).ToHashSet();

        Assert.That(References(_document).Distinct(), Is.Not.Empty.And.SubsetOf(schemas));
    }

    [Test]
    public void Parameters_bodies_filters_and_times_are_described()
    {
        var list = _document["paths"]!["/api/dead-letters"]!["get"]!;
        var schemas = _document["components"]!["schemas"]!;

        Assert.That(
            list["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!),
            Is.SupersetOf((string[])["reason", "since", "limit", "before", "reveal"])
        );
        Assert.That(_document["paths"]!["/api/dead-letters/discard"]!["post"]!["requestBody"], Is.Not.Null);
        Assert.That(schemas["DeadLetterFilter"]!["properties"]!["all"], Is.Not.Null);
        Assert.That((string?)schemas["DeadLetterSummary"]!["properties"]!["lastFailedAt"]!["format"], Is.EqualTo("date-time"));
    }

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject json => json.SelectMany(member => member.Key is "$ref" ? [member.Value!.ToString()] : References(member.Value)),
            JsonArray array => array.SelectMany(References),
            _ => [],
        };
}
