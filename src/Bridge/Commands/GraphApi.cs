using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bridge.Receiving.Webhooks;

namespace Bridge.Commands;

/// <summary>Meta's Graph API, as far as it tells and sets which webhooks come here.</summary>
internal sealed class GraphApi(GraphOptions options, string appSecret) : IDisposable
{
    /// <summary>The object whose webhooks are WhatsApp's.</summary>
    private const string WhatsApp = "whatsapp_business_account";

    private const int LongestMessage = 200;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(15) };

    /// <exception cref="GraphException">Meta refuses, or cannot be reached.</exception>
    public async Task<GraphApp> FindAppAsync(CancellationToken cancellationToken)
    {
        var app = await AskAsync(HttpMethod.Get, "app?fields=id,name", options.AccessToken!, form: null, cancellationToken);
        return new GraphApp(Text(app["id"]), Text(app["name"]));
    }

    /// <returns>Null when nothing of WhatsApp is subscribed.</returns>
    /// <exception cref="GraphException">Meta refuses, or cannot be reached.</exception>
    public async Task<GraphSubscription?> FindSubscriptionAsync(GraphApp app, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(HttpMethod.Get, $"{app.Id}/subscriptions", TokenOf(app), form: null, cancellationToken);
        return List(answer["data"]).FirstOrDefault(one => Text(one["object"]) == WhatsApp) is { } found
            ? new GraphSubscription(
                Text(found["callback_url"]),
                found["active"]?.GetValue<bool>() ?? false,
                [.. List(found["fields"]).Select(field => Text(field["name"]))]
            )
            : null;
    }

    /// <summary>The accounts that the token reaches, and whether each sends its webhooks to the app.</summary>
    /// <exception cref="GraphException">Meta refuses, or cannot be reached.</exception>
    public async Task<IReadOnlyList<GraphAccount>> FindAccountsAsync(GraphApp app, CancellationToken cancellationToken)
    {
        var token = Uri.EscapeDataString(options.AccessToken!);
        var answer = await AskAsync(HttpMethod.Get, $"debug_token?input_token={token}", TokenOf(app), form: null, cancellationToken);
        var ids = List(answer["data"]?["granular_scopes"])
            .Where(scope => Text(scope["scope"]) == "whatsapp_business_management")
            .SelectMany(scope => List(scope["target_ids"]).Select(Text));
        var accounts = new List<GraphAccount>();
        foreach (var id in ids)
        {
            accounts.Add(await FindAccountAsync(app, id, cancellationToken));
        }

        return accounts;
    }

    /// <summary>Has Meta send these fields to an address, to which it says so with a handshake first.</summary>
    /// <exception cref="GraphException">Meta refuses, or cannot be reached.</exception>
    public Task SubscribeAsync(
        GraphApp app,
        Uri callback,
        string verifyToken,
        IEnumerable<string> fields,
        CancellationToken cancellationToken
    ) =>
        AskAsync(
            HttpMethod.Post,
            $"{app.Id}/subscriptions",
            TokenOf(app),
            new()
            {
                ["object"] = WhatsApp,
                ["callback_url"] = callback.ToString(),
                ["verify_token"] = verifyToken,
                ["fields"] = string.Join(',', fields),
                ["include_values"] = "true",
            },
            cancellationToken
        );

    /// <summary>Has an account send its webhooks to the app.</summary>
    /// <exception cref="GraphException">Meta refuses, or cannot be reached.</exception>
    public Task SubscribeAsync(GraphAccount account, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"{account.Id}/subscribed_apps", options.AccessToken!, [], cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<GraphAccount> FindAccountAsync(GraphApp app, string id, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(HttpMethod.Get, $"{id}/subscribed_apps", options.AccessToken!, form: null, cancellationToken);
        var ours = List(answer["data"]).FirstOrDefault(one => Text(one["whatsapp_business_api_data"]?["id"]) == app.Id);
        return new GraphAccount(id, ours is not null, ours?["override_callback_uri"] is { } other ? Text(other) : null)
        {
            TestNumbers = await FindTestNumbersAsync(id, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<string>> FindTestNumbersAsync(string account, CancellationToken cancellationToken)
    {
        var path = $"{account}/phone_numbers?fields=id,account_mode";
        var answer = await AskAsync(HttpMethod.Get, path, options.AccessToken!, form: null, cancellationToken);
        return [.. List(answer["data"]).Where(number => Text(number["account_mode"]) == "SANDBOX").Select(number => Text(number["id"]))];
    }

    private string TokenOf(GraphApp app) => $"{app.Id}|{appSecret}";

    private async Task<JsonNode> AskAsync(
        HttpMethod method,
        string path,
        string token,
        Dictionary<string, string>? form,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, $"{options.GraphUrl.TrimEnd('/')}/{options.GraphVersion}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = form is null ? null : new FormUrlEncodedContent(form);
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return Read(text) is { } json && answer.IsSuccessStatusCode ? json : throw Refusal((int)answer.StatusCode, Read(text));
        }
        catch (Exception cause)
            when (cause is HttpRequestException || (cause is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new GraphException($"{options.GraphUrl} cannot be reached: {cause.Message}", cause);
        }
    }

    private static JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // an error page of something in between
        }
    }

    private GraphException Refusal(int status, JsonNode? json)
    {
        var message = Text(json?["error"]?["message"]).Replace(options.AccessToken!, "•••••", StringComparison.Ordinal);
        return new GraphException(
            $"Meta answers {status} (code {json?["error"]?["code"]?.ToJsonString() ?? "none"}): "
                + (message.Length > LongestMessage ? message[..LongestMessage] + "…" : message)
        );
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static IEnumerable<JsonNode> List(JsonNode? node) => (node as JsonArray)?.OfType<JsonNode>() ?? [];
}

internal sealed record GraphApp(string Id, string Name);

/// <param name="Fields">The webhook fields Meta sends.</param>
internal sealed record GraphSubscription(string CallbackUrl, bool IsActive, IReadOnlyList<string> Fields);

/// <param name="IsSubscribed">Whether it sends its webhooks to the app at all.</param>
/// <param name="OtherCallback">An address of its own that its webhooks go to instead of the app's.</param>
internal sealed record GraphAccount(string Id, bool IsSubscribed, string? OtherCallback)
{
    /// <summary>The numbers that are Meta's for trying things out.</summary>
    public IReadOnlyList<string> TestNumbers { get; init; } = [];
}

/// <summary>Meta does not do what was asked; the message says why, without the token.</summary>
internal sealed class GraphException(string message, Exception? cause = null) : Exception(message, cause);
