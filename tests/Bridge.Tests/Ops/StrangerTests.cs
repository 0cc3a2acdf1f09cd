using System.Globalization;
using System.Net;
using Bridge.Ops.Access;
using Bridge.Support;

namespace Bridge.Ops;

/// <summary>What strangers get, and what a browser is told whoever asks.</summary>
public class StrangerTests
{
    [Test]
    public async Task A_stranger_cannot_make_Bridge_read_much()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(role: null);

        var large = await visitor.SignInAsync(new string('a', 20_000));
        using var olga = await rig.VisitAsync(OpsRole.Operator);
        var many = await olga.PostAsync("/ops/discard", [.. Enumerable.Range(0, 2000).Select(number => ("id", $"{number}"))]);

        Assert.That((large.Status, many.Status), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest)));
    }

    [Test]
    public async Task After_ten_wrong_keys_an_address_is_told_to_wait_but_the_right_key_still_opens()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(role: null);

        var answers = new List<Answer>();
        for (var n = 0; n <= SignInLimit.MaxFailures; n++)
        {
            answers.Add(await visitor.SignInAsync(OpsKey.Create().Text));
        }

        Assert.That(answers.SkipLast(1).Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(answers[^1].Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(int.Parse(answers[^1].Headers["Retry-After"], CultureInfo.InvariantCulture), Is.InRange(1, 300));
        Assert.That((await visitor.SignInAsync(OpsRig.OperatorKey.Text)).Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task Every_answer_tells_browsers_to_be_careful_whoever_asks()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);
        using var stranger = await rig.VisitAsync(role: null);

        foreach (var path in new[] { "/ops", "/ops/sign-in", "/ops/dead-letters/99", "/ops/nowhere", "/OPS/groups", "/api/dead-letters" })
        {
            Expect(path, (await visitor.GetAsync(path)).Headers);
            Expect(path, (await stranger.GetAsync(path)).Headers);
        }

        var style = await visitor.GetAsync(Pages.Stylesheet.Address);
        Assert.That(
            (style.Status, style.Headers["Content-Type"], style.Headers["Cache-Control"]),
            Is.EqualTo((HttpStatusCode.OK, "text/css; charset=utf-8", "public, max-age=31536000, immutable"))
        );

        static void Expect(string path, IReadOnlyDictionary<string, string> headers)
        {
            Assert.That(
                headers["Content-Security-Policy"],
                Is.EqualTo(
                    path.StartsWith("/api", StringComparison.Ordinal)
                        ? "default-src 'none'; frame-ancestors 'none'"
                        : "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
                ),
                path
            );
            Assert.That(
                (headers["X-Frame-Options"], headers["Referrer-Policy"], headers["X-Content-Type-Options"]),
                Is.EqualTo(("DENY", "no-referrer", "nosniff")),
                path
            );
            Assert.That(headers["Cache-Control"], Does.Contain("no-store"), path);
            Assert.That(headers, Does.ContainKey("Permissions-Policy").And.Not.ContainKey("Server"), path);
        }
    }

    [Test]
    public async Task Without_users_there_is_no_page_but_a_sentence_that_says_how_to_get_one()
    {
        await using var bridge = await BridgeHost.StartAsync();

        foreach (var path in new[] { "/ops", "/ops/sign-in", "/ops/dead-letters", Pages.Stylesheet.Address })
        {
            using var answer = await bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("meta-bridge ops-user NAME --role operator"), path);
        }
    }

    [Test]
    public async Task A_process_that_only_receives_has_no_page()
    {
        await using var bridge = await BridgeHost.StartAsync([
            .. OpsRig.Users,
            new("Role", "receive"),
            new("Broker:Url", "amqp://127.0.0.1:9"),
        ]);

        using var answer = await bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/ops/sign-in"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.Empty);
    }

    [Test]
    public async Task No_key_no_hash_and_no_token_comes_into_a_log_or_a_page()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);
        var wrong = OpsKey.Create().Text;

        var refused = await visitor.SignInAsync(wrong);
        var pages = new List<string> { refused.Text };
        foreach (var path in new[] { "/ops", "/ops/groups", "/ops/dead-letters", "/ops/replays", "/ops/audit", "/ops/sign-in" })
        {
            pages.Add((await visitor.GetAsync(path)).Text);
        }

        string[] secrets =
        [
            wrong,
            OpsRig.OperatorKey.Text,
            OpsRig.OperatorKey.Hash,
            OpsRig.ViewerKey.Hash,
            SignedRequest.Secret,
            SignedRequest.VerifyToken,
            "write-key-of-the-tests",
        ];
        Assert.That(secrets.Where(secret => pages.Exists(page => page.Contains(secret, StringComparison.OrdinalIgnoreCase))), Is.Empty);
        Assert.That(
            secrets.Where(secret => rig.Bridge.Logs.Any(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase))),
            Is.Empty
        );
        Assert.That(
            rig.Bridge.Logs,
            Has.Some.Contains("olga signed in at /ops as Operator").And.Some.Contains("Refused 1 keys at /ops or /api")
        );
    }

    [Test]
    public async Task Whatever_a_stranger_does_costs_one_line_of_the_log_for_each_kind()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(role: null);

        for (var time = 0; time < 5; time++)
        {
            foreach (var request in Mischief())
            {
                await visitor.SendAsync(request);
            }
        }

        var lines = rig.Bridge.Logs.Where(line =>
            line.StartsWith("Warning", StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal)
        );
        Assert.That(lines.GroupBy(line => line.Split('\n')[0]).Where(same => same.Count() > 1).Select(same => same.Key), Is.Empty);
    }

    private static IEnumerable<HttpRequestMessage> Mischief()
    {
        foreach (var path in new[] { "/ops/sign-in?to=/ops/é", "/ops/sign-in", "/ops/nowhere", "/healthz/ready", "/api/overview" })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", "bridge-ops=CfDJ8nonsense; bridge-form=CfDJ8nonsense; bridge-notice=nonsense");
            request.Headers.Add("Authorization", "Bearer bridge_nonsense");
            yield return request;
        }

        foreach (
            var (path, type, body) in new[]
            {
                ("/ops/sign-in", "application/x-www-form-urlencoded", "__RequestVerificationToken=CfDJ8nonsense&key=a"),
                ("/ops/sign-in", "multipart/form-data; boundary=a", "--b"),
                ("/ops/sign-in", "text/plain", "%%%"),
                ("/webhook/meta", "application/json", "{}"),
            }
        )
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
            request.Headers.Add("Cookie", "bridge-form=CfDJ8nonsense");
            yield return request;
        }
    }

    [TestCase("""{"filter":{"ids":[1]},"why":"\ud800"}""", 400)]
    [TestCase("""{"filter":{"ids":[1]},"\ud800":1}""", 400)]
    [TestCase("""{"filter":{"ids":[1]},"filter":{"ids":[2]}}""", 400)]
    [TestCase("""{"filter":{"ids":[1],"text":"\udc00"}}""", 400)]
    public async Task Odd_bodies_of_the_API_are_400(string body, int status)
    {
        await using var rig = await OpsRig.StartAsync();

        Assert.That(await PostAsync(rig, body), Is.EqualTo(status));
    }

    [Test]
    public async Task What_is_typed_for_the_audit_what_is_searched_for_and_bodies_are_bounded()
    {
        await using var rig = await OpsRig.StartAsync();
        using var olga = await rig.VisitAsync(OpsRole.Operator);

        var why = await PostAsync(rig, $$"""{"filter":{"ids":[1]},"why":"{{new string('a', 501)}}"}""");
        var body = await PostAsync(rig, $$"""{"filter":{"ids":[1]},"why":"{{new string('a', 600_000)}}"}""");
        var text = await olga.GetAsync("/ops/dead-letters?text=" + new string('a', 501));

        Assert.That((why, body, text.Status), Is.EqualTo((400, 413, HttpStatusCode.BadRequest)));
    }

    private static async Task<int> PostAsync(OpsRig rig, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/dead-letters/discard");
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Add("Authorization", "Bearer " + OpsRig.OperatorKey.Text);
        using var answer = await rig.Bridge.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
