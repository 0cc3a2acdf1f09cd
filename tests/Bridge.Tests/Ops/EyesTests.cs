using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Core.Translation;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Masking;
using Bridge.DeadLetters.Replays;
using Bridge.Insights;
using Bridge.Ops.Access;
using Bridge.Ops.Api;
using Bridge.Ops.Pages;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>
/// What a viewer, or nobody at all, can reach shows nothing that a person wrote and nothing that tells who it was: of all samples, and of
/// all bodies from the field where they are there.
/// </summary>
[TestFixture]
public partial class EyesTests
{
    private static readonly TranslationOptions Everything = TranslationOptions.Default with
    {
        IncludeMessageText = true,
        BackfillHistory = true,
        Channels = TranslationOptions.AllChannels,
    };

    [Test]
    public void Masked_no_body_no_event_made_of_it_and_no_answer_that_repeats_either_shows_a_person()
    {
        var bodies = MarkedBodies.All();

        var shown = bodies
            .SelectMany(body => Masked(body.Body).Where(MarkedBodies.Tells).Select(text => $"{body.Name}: {text}"))
            .Concat(
                MarkedBodies
                    .Captured()
                    .Select(body => DeadLetterMask.Content(DeadReason.Invalid, Encoding.UTF8.GetBytes(body)))
                    .Where(MarkedBodies.Tells)
            );

        Assert.That(bodies, Has.Count.GreaterThan(100));
        Assert.That(shown, Is.Empty);
    }

    [Test]
    [Category(Needs.Patience)]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Nothing_a_viewer_or_a_stranger_can_reach_shows_a_person()
    {
        await using var rig = await OpsRig.StartAsync([
            new("Delivery:SuspectAfter", "100000"),
            new("Privacy:IncludeMessageText", "true"),
            new("Channels", "whatsapp,messenger,instagram"),
            .. CapturePost.Settings,
        ]);
        rig.Collector.Everything = Echo(rig.Collector);
        foreach (var (name, body) in MarkedBodies.All())
        {
            using var answer = await rig.Bridge.SendAsync(SignedRequest.Create(body));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), name);
        }

        foreach (var body in MarkedBodies.Captured())
        {
            using var answer = await rig.Bridge.SendAsync(CapturePost.Create(body));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), body);
        }

        using var unreadable = await rig.Bridge.SendAsync(
            SignedRequest.Create([.. "\xff\xfe"u8, .. Encoding.UTF8.GetBytes(MarkedBody.Text)])
        );
        await Eventually.HoldsAsync(
            async () => (await rig.OverviewAsync()).Backlogs.Sum(one => one.Count) == 0 && await IsStillAsync(rig),
            "all dead"
        );
        await ActAsync(rig);

        using var vera = await rig.VisitAsync(OpsRole.Viewer);
        var seen = await SeenAsync(rig, vera);

        Assert.That(
            OpenRoutes.Of(rig.Bridge.Services).Where(route => !seen.Exists(one => route.IsMatch(one.Address.Split('?')[0]))),
            Is.Empty,
            "pages that were not looked at"
        );
        Assert.That(seen.Count(one => one.Address.StartsWith("/ops/dead-letters/", StringComparison.Ordinal)), Is.GreaterThan(100));
        Assert.That(
            seen.Where(one => MarkedBodies.Tells(one.Text)).Select(one => $"{one.Address}: {MarkedBodies.Around(one.Text)}"),
            Is.Empty
        );

        var ids = await EventIds.OfAllAsync(rig.Admin);
        Assert.That(ids, Has.Count.GreaterThan(100));
        Assert.That(seen.SelectMany(one => EventIds.In(one.Text).Where(ids.Contains).Select(id => $"{one.Address}: {id}")), Is.Empty);
    }

    private static IEnumerable<string?> Masked(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        yield return DeadLetterMask.Content(DeadReason.Unreadable, bytes);
        yield return DeadLetterMask.Answer(body);
        yield return DeadLetterMask.Answer("invalid: " + body);
        yield return DeadLetterMask.Answer(body[..(body.Length / 2)]);
        foreach (var made in WebhookTranslator.Translate(bytes, Translated.ReceivedAt, Everything).Events)
        {
            var json = Translations.Json(made);
            yield return DeadLetterMask.Content(DeadReason.Refused, Encoding.UTF8.GetBytes(json));
            yield return DeadLetterMask.Answer("{\"error\":\"invalid\",\"received\":" + json + "}");
        }
    }

    /// <summary>Refuses everything, and repeats it: as JSON, in a sentence, cut off.</summary>
    private static ScriptedAnswer Echo(ScriptedCollector collector) =>
        new(
            "400 with an echo",
            false,
            async (context, _, gone) =>
            {
                var body = collector.Requests[^1].Body;
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync(
                    (body.Length % 3) switch
                    {
                        0 => "{\"error\":\"invalid event\",\"received\":" + body + "}",
                        1 => "invalid event: " + body,
                        _ => JsonValue.Create("invalid event " + body).ToJsonString(),
                    },
                    gone
                );
            }
        );

    private static async Task<bool> IsStillAsync(OpsRig rig)
    {
        var overview = await rig.OverviewAsync();
        return overview.Dead > 100 && overview.Destinations.Sum(one => one.Waiting) == 0;
    }

    /// <summary>So that there is something in every state.</summary>
    private static async Task ActAsync(OpsRig rig)
    {
        var olga = new Actor("olga");
        var refused = (
            await rig.Admin.ListAsync(new DeadLetterFilter { Reason = DeadReason.Refused }, null, 20, null, CancellationToken.None)
        ).Items;
        var edited = (await rig.Admin.FindAsync(refused[0].Id, olga, CancellationToken.None))!;
        var content = edited.Content.Replace(MarkedBody.Text, "Other" + MarkedBody.Text, StringComparison.Ordinal);
        await rig.Admin.EditAsync(
            refused[0].Id,
            new DeadLetterEdit(content, 0, NewId: false, $"of +{MarkedBody.Number}00001"),
            olga,
            CancellationToken.None
        );
        await rig.Admin.DiscardAsync(
            new DeadLetterFilter { Ids = [refused[1].Id] },
            $"of +{MarkedBody.Number}00002",
            olga,
            CancellationToken.None
        );
        await ReplayAsync(rig, olga, new DeadLetterFilter { Ids = [refused[2].Id], Text = MarkedBody.Text });
        rig.Collector.Everything = null;
        await ReplayAsync(rig, olga, new DeadLetterFilter { Ids = [refused[3].Id] });
    }

    private static async Task ReplayAsync(OpsRig rig, Actor actor, DeadLetterFilter filter)
    {
        var plan = await rig.Admin.PlanAsync(filter, CancellationToken.None);
        var order = new ReplayOrder(plan.Snapshot, plan.Filter, null, $"of +{MarkedBody.Number}00003");
        var replay = await rig.Admin.StartAsync(order, actor, CancellationToken.None);
        await Eventually.HoldsAsync(
            async () => (await rig.Admin.FindReplayAsync(replay.Id, CancellationToken.None))!.State is ReplayState.Finished,
            "replayed"
        );
    }

    /// <summary>Ids of messages in the bodies: what a viewer may ask for.</summary>
    private static IEnumerable<string> Messages() =>
        MarkedBodies.All().SelectMany(body => MessageId().Matches(body.Body)).Select(match => match.Value).Distinct().Take(30);

    /// <summary>What whoever asked wrote stands in the answer.</summary>
    private static string Without(string address, string text) =>
        address.Contains("/trace?id=", StringComparison.Ordinal)
            ? text.Replace(address[(address.IndexOf('=', StringComparison.Ordinal) + 1)..], "(as asked)", StringComparison.Ordinal)
            : text;

    [GeneratedRegex($@"wamid\.{MarkedBody.Text}[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex MessageId();

    /// <summary>Every page and answer that a viewer gets by following what there is, what a stranger gets, and the log.</summary>
    private static async Task<List<(string Address, string Text)>> SeenAsync(OpsRig rig, Visitor vera)
    {
        var seen = new List<(string Address, string Text)>();
        var ids = (
            await rig.Admin.ListAsync(new DeadLetterFilter { State = null }, null, AdminLimits.MaxPage, null, CancellationToken.None)
        ).Items;
        var insights = await rig
            .Bridge.Services.GetRequiredService<InsightsQuery>()
            .GetAsync(InsightsParameters.Read(_ => null), CancellationToken.None);
        var charts = insights.Charts.Select(chart => chart.Id);
        string[] addresses =
        [
            "/ops",
            "/ops/groups",
            "/ops/dead-letters?state=all",
            "/ops/replays",
            "/ops/replays/1",
            "/ops/audit",
            "/ops/insights?since=3650d",
            "/api/insights?since=3650d",
            "/api/overview",
            "/api/dead-letters?state=all&limit=500",
            "/api/dead-letters/groups?state=all",
            "/api/dead-letters/export?state=all",
            "/api/dead-letters/export?state=all&format=csv",
            "/api/dead-letters/audit",
            "/api/dead-letters/replays",
            "/healthz/ready",
            "/healthz/live",
            "/ops/sign-in",
            "/ops/nowhere",
            "/ops/export?state=all&format=csv",
            "/ops/export?state=all&format=ndjson",
            "/api/dead-letters/replays/1",
            "/api/journal?after=0",
            "/api/insights/definitions",
            DeadLetterApi.DocumentPath,
            Stylesheet.Address,
            "/metrics",
            .. charts.SelectMany(chart =>
                new[]
                {
                    $"/ops/insights/{chart}/csv?since=3650d",
                    $"/ops/insights/{chart}/json?since=3650d",
                    $"/api/insights/charts/{chart}?since=3650d",
                }
            ),
            .. Messages().SelectMany(id => new[] { $"/ops/trace?id={id}", $"/api/trace?id={id}" }),
            .. ids.SelectMany(one => new[] { $"/ops/dead-letters/{one.Id}", $"/api/dead-letters/{one.Id}" }),
        ];
        foreach (var address in addresses)
        {
            var answer = await vera.AskAsync(address, OpsRole.Viewer);
            Assert.That(answer.Status, Is.EqualTo(address == "/ops/nowhere" ? HttpStatusCode.NotFound : HttpStatusCode.OK), address);
            seen.Add((address, Without(address, WebUtility.HtmlDecode(answer.Text))));
        }

        Assert.That(
            seen.Count(one =>
                one.Address.StartsWith("/api/trace", StringComparison.Ordinal) && one.Text.Contains("message.", StringComparison.Ordinal)
            ),
            Is.GreaterThan(10)
        );
        return [.. seen, .. rig.Bridge.Logs.Select(line => ("the log", line))];
    }
}
