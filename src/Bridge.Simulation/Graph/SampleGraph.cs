using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge.Simulation.Graph;

/// <summary>
/// A Graph API for rehearsals: one app and one WhatsApp account, whose subscriptions can be asked for and set as at Meta's. It tries the
/// handshake before it believes in an address.
/// </summary>
internal sealed class SampleGraph : IAsyncDisposable
{
    public const string AppId = "1234567890";
    public const string AccountId = "102290129340398";

    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly string _userToken;
    private readonly string _appToken;

    public SampleGraph(string accessToken, string appSecret, string urls = "http://127.0.0.1:0")
    {
        (_userToken, _appToken) = ($"Bearer {accessToken}", $"Bearer {AppId}|{appSecret}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        _app = builder.Build();
        _app.MapGet(
            "/{version}/app",
            (HttpRequest request) => Answer(request, _userToken, () => $$"""{"id":"{{AppId}}","name":"Bridge"}""")
        );
        _app.MapGet("/{version}/debug_token", (HttpRequest request) => Answer(request, _appToken, Scopes));
        _app.MapGet($"/{{version}}/{AppId}/subscriptions", (HttpRequest request) => Answer(request, _appToken, Subscriptions));
        _app.MapPost($"/{{version}}/{AppId}/subscriptions", SubscribeAsync);
        _app.MapGet($"/{{version}}/{AccountId}/subscribed_apps", (HttpRequest request) => Answer(request, _userToken, SubscribedApps));
        _app.MapGet($"/{{version}}/{AccountId}/phone_numbers", (HttpRequest request) => Answer(request, _userToken, Numbers));
        _app.MapPost($"/{{version}}/{AccountId}/subscribed_apps", (HttpRequest request) => Answer(request, _userToken, SubscribeAccount));
    }

    /// <summary>Its base address, once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Where webhooks go; null while nothing is subscribed.</summary>
    public string? CallbackUrl { get; set; }

    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>Whether the account sends its webhooks to the app.</summary>
    public bool IsAccountSubscribed { get; set; }

    /// <summary>Whether its number is one for trying things out.</summary>
    public bool IsTestNumber { get; set; }

    /// <summary>An address of the account's own.</summary>
    public string? OtherCallback { get; set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static IResult Answer(HttpRequest request, string token, Func<string> answer) =>
        request.Headers.Authorization.ToString() == token
            ? Results.Text(answer(), "application/json")
            : Refuse("Invalid OAuth access token.", 190);

    private static IResult Refuse(string message, int code) =>
        Results.Text(
            new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["message"] = message,
                    ["type"] = "OAuthException",
                    ["code"] = code,
                },
            }.ToJsonString(),
            "application/json",
            statusCode: StatusCodes.Status400BadRequest
        );

    private static string Scopes() =>
        $$$"""{"data":{"granular_scopes":[{"scope":"whatsapp_business_management","target_ids":["{{{AccountId}}}"]}]}}""";

    private string Subscriptions() =>
        new JsonObject
        {
            ["data"] = CallbackUrl is null
                ? []
                : new JsonArray(
                    new JsonObject
                    {
                        ["object"] = "whatsapp_business_account",
                        ["callback_url"] = CallbackUrl,
                        ["active"] = true,
                        ["fields"] = new JsonArray([.. Fields.Select(field => new JsonObject { ["name"] = field, ["version"] = "v26.0" })]),
                    }
                ),
        }.ToJsonString();

    private string SubscribedApps()
    {
        var app = new JsonObject
        {
            ["whatsapp_business_api_data"] = new JsonObject { ["id"] = AppId, ["name"] = "Bridge" },
        };
        if (OtherCallback is not null)
        {
            app["override_callback_uri"] = OtherCallback;
        }

        return new JsonObject { ["data"] = IsAccountSubscribed ? new JsonArray(app) : [] }.ToJsonString();
    }

    private string Numbers() => $$"""{"data":[{"id":"106540352242922","account_mode":"{{(IsTestNumber ? "SANDBOX" : "LIVE")}}"}]}""";

    private string SubscribeAccount()
    {
        IsAccountSubscribed = true;
        return """{"success":true}""";
    }

    private async Task<IResult> SubscribeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var callback = form["callback_url"].ToString();
        return await ShakeHandsAsync(callback, form["verify_token"].ToString(), request.HttpContext.RequestAborted)
            ? Answer(
                request,
                _appToken,
                () =>
                {
                    (CallbackUrl, Fields) = (callback, form["fields"].ToString().Split(','));
                    return """{"success":true}""";
                }
            )
            : Refuse("(#2200) Callback verification failed", 2200);
    }

    private async Task<bool> ShakeHandsAsync(string callback, string verifyToken, CancellationToken cancellationToken)
    {
        var query = $"?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={Uri.EscapeDataString(verifyToken)}";
        try
        {
            return await _client.GetStringAsync(new Uri(callback + query), cancellationToken) == "1158201444";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
