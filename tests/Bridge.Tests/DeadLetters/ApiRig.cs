using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Commands.DeadLetters;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.DeadLetters;

/// <summary>The API of a real Bridge with two users, over an administration that tests fill, and empty before each.</summary>
internal sealed class ApiRig : IAsyncDisposable
{
    public const string ListPath = "/api/dead-letters";

    private ApiRig(BridgeHost bridge, InMemoryDeadLetterAdmin admin) => (Bridge, Admin) = (bridge, admin);

    public BridgeHost Bridge { get; }

    public InMemoryDeadLetterAdmin Admin { get; }

    /// <summary>The key of vera, who may look.</summary>
    public static string Viewer => OpsRig.KeyOf(OpsRole.Viewer);

    /// <summary>The key of olga, who may act.</summary>
    public static string Operator => OpsRig.KeyOf(OpsRole.Operator);

    public static async Task<ApiRig> StartAsync()
    {
        var admin = new InMemoryDeadLetterAdmin();
        var bridge = await BridgeHost.StartAsync(
            OpsRig.Users,
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IDeadLetterAdmin>(admin))
        );
        return new ApiRig(bridge, admin);
    }

    /// <summary>An administration in the operator's name, over this API.</summary>
    public DeadLetterApiClient Connect(string? key = null) => new(RemoteAnswers.Connect(Bridge.Address, key ?? Operator));

    /// <param name="key">Whose; the operator's unless given, nobody's when empty.</param>
    public async Task<ApiAnswer> SendAsync(
        HttpMethod method,
        string address,
        string? body = null,
        string? key = null,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type);
        if (key is not "")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Operator);
        }

        using var response = await Bridge.Client.SendAsync(request);
        return new ApiAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Location?.ToString(),
            response.Headers.RetryAfter?.ToString()
        );
    }

    public Task<ApiAnswer> GetAsync(string address, string? key = null) => SendAsync(HttpMethod.Get, address, key: key);

    public Task<ApiAnswer> PostAsync(string address, string body) => SendAsync(HttpMethod.Post, address, body);

    /// <summary>What <c>meta-bridge dead-letters</c> does against this API.</summary>
    public Task<(int ExitCode, string Output, string Error)> TypeAsync(params string[] arguments) =>
        TypeAsync(CancellationToken.None, arguments);

    /// <param name="interrupted">Stands for Ctrl+C.</param>
    public Task<(int ExitCode, string Output, string Error)> TypeAsync(CancellationToken interrupted, params string[] arguments) =>
        Typed.RunAsync(["dead-letters", .. arguments, "--server", Bridge.Address.ToString(), "--key", Operator], interrupted);

    public ValueTask DisposeAsync() => Bridge.DisposeAsync();
}

/// <summary>What the API answered.</summary>
internal sealed record ApiAnswer(int Status, string? Type, string Body, string? Location, string? RetryAfter)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The sentence of problem details.</summary>
    public string? Detail => Type is "application/problem+json" ? Json["detail"]?.ToString() : null;
}
