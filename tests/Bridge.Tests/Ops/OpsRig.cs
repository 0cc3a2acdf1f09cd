using System.Net;
using Bridge.DeadLetters;
using Bridge.Ops.Access;
using Bridge.Ops.Overview;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>The real Bridge with a viewer called vera and an operator called olga, and a collector that a test plays.</summary>
internal sealed class OpsRig : IAsyncDisposable
{
    public static readonly OpsKey ViewerKey = OpsKey.Create();
    public static readonly OpsKey OperatorKey = OpsKey.Create();

    private OpsRig(BridgeHost bridge, ScriptedCollector collector) => (Bridge, Collector) = (bridge, collector);

    public BridgeHost Bridge { get; }

    public ScriptedCollector Collector { get; }

    public IDeadLetterAdmin Admin => Bridge.Services.GetRequiredService<IDeadLetterAdmin>();

    public static IEnumerable<KeyValuePair<string, string?>> Users { get; } =
    [
        new("Ops:Users:0:Name", "vera"),
        new("Ops:Users:0:Role", "viewer"),
        new("Ops:Users:0:KeyHash", ViewerKey.Hash),
        new("Ops:Users:1:Name", "olga"),
        new("Ops:Users:1:Role", "operator"),
        new("Ops:Users:1:KeyHash", OperatorKey.Hash),
    ];

    public static async Task<OpsRig> StartAsync(
        IEnumerable<KeyValuePair<string, string?>>? settings = null,
        Action<WebApplicationBuilder>? adjust = null
    )
    {
        var collector = await ScriptedCollector.StartAsync();
        KeyValuePair<string, string?>[] address =
        [
            new("Collector:Url", new Uri(collector.Url, "/v1/capture").ToString()),
            new("Intake:UnavailableHold", "00:00:00"),
        ];
        return new OpsRig(await BridgeHost.StartAsync([.. address, .. Users, .. settings ?? []], adjust), collector);
    }

    /// <summary>Webhooks whose events the collector refuses, each of them.</summary>
    public async Task KillAsync(int from, int to, string answer = """{"error":"unknown property"}""", int status = 400)
    {
        var before = await CountDeadAsync();
        Collector.Everything = ScriptedAnswer.Status(status, answer);
        await Bridge.PostAsync(TextWebhook.Many(from, to));
        await Eventually.HoldsAsync(async () => await CountDeadAsync() == before + to - from + 1, "all dead");
        Collector.Everything = null;
    }

    public async Task<long> CountDeadAsync() =>
        (await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None)).Sum(group => group.Count);

    public Task<OverviewReport> OverviewAsync() => Bridge.Services.GetRequiredService<OverviewQuery>().GetAsync(CancellationToken.None);

    public async Task<DeadLetterSummary> NewestAsync(DeadLetterState? state = null) =>
        (await Admin.ListAsync(new DeadLetterFilter { State = state }, null, 1, null, CancellationToken.None)).Items.Single();

    /// <summary>A browser that has signed in, or not.</summary>
    public async Task<Visitor> VisitAsync(OpsRole? role)
    {
        var visitor = new Visitor(Bridge.Address);
        if (role is { } known)
        {
            var answer = await visitor.SignInAsync(KeyOf(known));
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.SeeOther));
        }

        return visitor;
    }

    /// <summary>What a page answers to whoever has this cookie.</summary>
    public async Task<HttpStatusCode> StatusOfAsync(string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/audit");
        request.Headers.Add("Cookie", $"bridge-ops={cookie}");
        using var answer = await Bridge.SendAsync(request);
        return answer.StatusCode;
    }

    public static string KeyOf(OpsRole role) => role is OpsRole.Operator ? OperatorKey.Text : ViewerKey.Text;

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
