using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bridge.Simulation.Graph;

/// <summary>
/// A Marketing API for rehearsals: every ad has names, unless it is told to refuse, to throttle, to hang or to talk nonsense.
/// </summary>
internal sealed class SampleAds : IAsyncDisposable
{
    private static readonly string[] Campaigns = ["Cyber week", "Long rains"];

    private readonly WebApplication _app;
    private readonly string _token;
    private int _asked;

    public SampleAds(string accessToken, string urls = "http://127.0.0.1:0")
    {
        _token = $"Bearer {accessToken}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls);
        _app = builder.Build();
        _app.MapGet("/{version}/{ad}", AnswerAsync);
        _app.MapGet("/{version}/me/permissions", (HttpRequest request) => AnswerPermissions(request));
        Conversions = new SampleConversions(_token);
        _app.MapPost("/{version}/{dataset}/events", Conversions.AnswerAsync);
    }

    /// <summary>Its base address, once started.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What it is told of what came of the ads.</summary>
    public SampleConversions Conversions { get; }

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The error of Meta's that everything is answered with, such as 4, 17, 80004, 100, 190 and 200; null for names.</summary>
    public int? Error { get; set; }

    /// <summary>What the token may, as <c>/me/permissions</c> tells it.</summary>
    public IReadOnlyList<string> Permissions { get; set; } = ["ads_read"];

    /// <summary>An ad of somebody else's account, which this token may not read; null for none.</summary>
    public string? ForeignAd { get; set; }

    /// <summary>What an ad is called, as JSON writes it; null for its usual name.</summary>
    public string? RawName { get; set; }

    /// <summary>Whether no question is ever answered.</summary>
    public bool Hangs { get; set; }

    /// <summary>Whether answers are no JSON.</summary>
    public bool IsGarbled { get; set; }

    /// <summary>What <c>X-Business-Use-Case-Usage</c> says; null for no header.</summary>
    public string? Usage { get; set; }

    /// <summary>What <c>X-FB-Ads-Insights-Throttle</c> says; null for no header.</summary>
    public string? Throttle { get; set; }

    public static string NameOf(string ad) => $"Video {ad[^Math.Min(4, ad.Length)..]}";

    /// <summary>Several ads have one.</summary>
    public static string CampaignOf(string ad) => Campaigns[ad[^1] % Campaigns.Length];

    private static string SetOf(string ad) => $"{CampaignOf(ad)}, Nairobi";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _app.StartAsync(cancellationToken);
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(string ad, HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        TellUsage(context.Response.Headers);
        return IsGarbled ? Results.Text("<html>not here")
            : context.Request.Headers.Authorization != _token ? Refuse(190)
            : Error is { } error ? Refuse(error)
            : ad == ForeignAd ? Refuse(200)
            : RawName is { } name ? Results.Text($$"""{"id":"{{ad}}","name":"{{name}}"}""", "application/json")
            : Results.Text(Names(ad).ToJsonString(), "application/json");
    }

    private IResult AnswerPermissions(HttpRequest request) =>
        request.Headers.Authorization != _token ? Refuse(190) : Results.Text(Granted().ToJsonString(), "application/json");

    private JsonObject Granted() =>
        new()
        {
            ["data"] = new JsonArray([
                .. Permissions.Select(name => new JsonObject { ["permission"] = name, ["status"] = "granted" }),
                new JsonObject { ["permission"] = "email", ["status"] = "declined" },
            ]),
        };

    private void TellUsage(IHeaderDictionary headers)
    {
        foreach (var (name, said) in new[] { ("X-Business-Use-Case-Usage", Usage), ("X-FB-Ads-Insights-Throttle", Throttle) })
        {
            if (said is not null)
            {
                headers[name] = said;
            }
        }
    }

    private static IResult Refuse(int code) =>
        Results.Text(
            new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = "Refused.", ["code"] = code },
            }.ToJsonString(),
            "application/json",
            statusCode: StatusCodes.Status400BadRequest
        );

    private static JsonObject Names(string ad) =>
        new()
        {
            ["id"] = ad,
            ["name"] = NameOf(ad),
            ["adset"] = new JsonObject { ["id"] = "1" + ad, ["name"] = SetOf(ad) },
            ["campaign"] = new JsonObject { ["id"] = "2" + ad, ["name"] = CampaignOf(ad) },
        };
}
