using System.Globalization;
using System.Net;
using Bridge.Ops.Access;
using Bridge.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>In, out, and what a browser is told on the way.</summary>
public class SessionTests
{
    [Test]
    public async Task Whoever_signs_in_goes_where_they_were_going_and_nowhere_else()
    {
        await using var rig = await OpsRig.StartAsync();

        foreach (var (goal, expected) in new[]
        {
            ("", "/ops"), ("/ops/letters?group=a", "/ops/letters?group=a"), ("/ops?still=yes", "/ops?still=yes"), ("//evil.example", "/ops"), ("https://evil.example/ops", "/ops"),
            ("/opsevil", "/ops"), ("/ops/\\evil.example", "/ops"), ("/ops/\nSet-Cookie: a=b", "/ops"),
        })
        {
            using var visitor = await rig.VisitAsync(role: null);
            var answer = await visitor.SignInAsync(OpsRig.OperatorKey.Text, goal);
            Assert.That((answer.Status, answer.Location), Is.EqualTo((HttpStatusCode.SeeOther, expected)), goal);
        }

        using var stranger = await rig.VisitAsync(role: null);
        Assert.That((await stranger.GetAsync("/ops/letters?status=400")).Location, Is.EqualTo("/ops/sign-in?to=%2Fops%2Fletters%3Fstatus%3D400"));
    }

    [Test]
    public async Task The_cookie_is_out_of_reach_of_scripts_other_sites_and_other_paths()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(role: null);

        var answer = await visitor.SignInAsync(OpsRig.ViewerKey.Text);

        Assert.That(answer.Headers["Set-Cookie"], Does.Match("bridge-ops=[^;]+; path=/ops; samesite=strict; httponly"));
        Assert.That(answer.Headers["Set-Cookie"], Does.Not.Contain("secure"), "over plain http the browser would not send it back");
    }

    [Test]
    public async Task Behind_a_proxy_that_ends_TLS_cookies_are_for_https_alone()
    {
        await using var rig = await OpsRig.StartAsync([new("ForwardedHeaders_Enabled", "true")]);
        using var visitor = await rig.VisitAsync(role: null);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var answer = await visitor.SendAsync(request);

        Assert.That(answer.Headers["Set-Cookie"], Does.Match("bridge-form=[^;]+; path=/ops; secure; samesite=strict; httponly"));
    }

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
    public async Task Signing_out_ends_the_session()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Viewer);

        var answer = await visitor.PostAsync("/ops/sign-out");

        Assert.That(answer.Location, Is.EqualTo("/ops/sign-in"));
        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    public async Task A_session_ends_at_once_when_its_user_is_removed_or_gets_another_key_or_role()
    {
        foreach (var (setting, value) in new[] { ("Name", "viktor"), ("KeyHash", OpsKey.Create().Hash), ("Role", "operator") })
        {
            await using var rig = await OpsRig.StartAsync();
            using var visitor = await rig.VisitAsync(OpsRole.Viewer);
            Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));

            Change(rig, $"Ops:Users:0:{setting}", value);

            Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.SeeOther), setting);
        }
    }

    [Test]
    public async Task A_session_outlives_the_change_of_other_users()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Change(rig, "Ops:Users:0:KeyHash", OpsKey.Create().Hash);

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(rig.Bridge.Logs, Has.Some.Contains("The users of /ops and /api changed: there are 2 now"));
    }

    [Test]
    public async Task Unsound_users_are_refused_while_it_runs_and_the_sound_ones_stay()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Assert.That(() => Change(rig, "Ops:Users:1:KeyHash", "nonsense"), Throws.InstanceOf<AggregateException>().With.Message.Contains("Ops:Users:1:KeyHash"));

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_session_slides_for_twelve_hours_after_the_last_visit()
    {
        var time = new ManualTime();
        await using var rig = await OpsRig.StartAsync(adjust: builder => builder.Services.AddSingleton<TimeProvider>(time));
        using var visitor = await rig.VisitAsync(OpsRole.Viewer);

        time.Advance(TimeSpan.FromHours(11));
        var within = await visitor.GetAsync("/ops/audit");
        time.Advance(TimeSpan.FromHours(11));
        var renewed = await visitor.GetAsync("/ops/audit");
        time.Advance(TimeSpan.FromHours(13));
        var after = await visitor.GetAsync("/ops/audit");

        Assert.That((within.Status, renewed.Status, after.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.SeeOther)));
    }

    [Test]
    public async Task With_a_secret_of_their_own_sessions_survive_a_restart_and_are_shared_by_processes()
    {
        KeyValuePair<string, string?>[] secret = [new("Ops:SessionSecret", "a long random text for the tests of sessions")];
        await using var one = await OpsRig.StartAsync(secret);
        await using var other = await OpsRig.StartAsync(secret);
        await using var stranger = await OpsRig.StartAsync();
        using var visitor = await one.VisitAsync(OpsRole.Operator);
        var cookie = visitor.Cookies.Single(one => one.Name == "bridge-ops");

        Assert.That(await StatusAsync(other), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(stranger), Is.EqualTo(HttpStatusCode.SeeOther));

        async Task<HttpStatusCode> StatusAsync(OpsRig rig)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/ops/audit");
            request.Headers.Add("Cookie", $"{cookie.Name}={cookie.Value}");
            using var answer = await rig.Bridge.SendAsync(request);
            return answer.StatusCode;
        }
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

        foreach (var path in new[] { "/ops", "/ops/sign-in", "/ops/letters/99", "/ops/nowhere", "/OPS/groups", "/api/dead-letters" })
        {
            Expect(path, (await visitor.GetAsync(path)).Headers);
            Expect(path, (await stranger.GetAsync(path)).Headers);
        }

        var style = await visitor.GetAsync(Pages.Stylesheet.Address);
        Assert.That((style.Status, style.Headers["Content-Type"], style.Headers["Cache-Control"]), Is.EqualTo((HttpStatusCode.OK, "text/css; charset=utf-8", "public, max-age=31536000, immutable")));

        static void Expect(string path, IReadOnlyDictionary<string, string> headers)
        {
            Assert.That(headers["Content-Security-Policy"], Is.EqualTo(path.StartsWith("/api", StringComparison.Ordinal)
                ? "default-src 'none'; frame-ancestors 'none'"
                : "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"), path);
            Assert.That((headers["X-Frame-Options"], headers["Referrer-Policy"], headers["X-Content-Type-Options"]), Is.EqualTo(("DENY", "no-referrer", "nosniff")), path);
            Assert.That(headers["Cache-Control"], Does.Contain("no-store"), path);
            Assert.That(headers, Does.ContainKey("Permissions-Policy").And.Not.ContainKey("Server"), path);
        }
    }

    [Test]
    public async Task Without_users_there_is_no_page_but_a_sentence_that_says_how_to_get_one()
    {
        await using var bridge = await BridgeHost.StartAsync();

        foreach (var path in new[] { "/ops", "/ops/sign-in", "/ops/letters", Pages.Stylesheet.Address })
        {
            using var answer = await bridge.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("bridge ops-user NAME --role operator"), path);
        }
    }

    [Test]
    public async Task A_process_that_only_receives_has_no_page()
    {
        await using var bridge = await BridgeHost.StartAsync([.. OpsRig.Users, new("Role", "receive"), new("Broker:Url", "amqp://127.0.0.1:9")]);

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
        foreach (var path in new[] { "/ops", "/ops/groups", "/ops/letters", "/ops/replays", "/ops/audit", "/ops/sign-in" })
        {
            pages.Add((await visitor.GetAsync(path)).Text);
        }

        string[] secrets = [wrong, OpsRig.OperatorKey.Text, OpsRig.OperatorKey.Hash, OpsRig.ViewerKey.Hash, SignedRequest.Secret, SignedRequest.VerifyToken, "write-key-of-the-tests"];
        Assert.That(secrets.Where(secret => pages.Exists(page => page.Contains(secret, StringComparison.OrdinalIgnoreCase))), Is.Empty);
        Assert.That(secrets.Where(secret => rig.Bridge.Logs.Any(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase))), Is.Empty);
        Assert.That(rig.Bridge.Logs, Has.Some.Contains("olga signed in at /ops as Operator").And.Some.Contains("Refused 1 keys at /ops or /api"));
    }

    private static void Change(OpsRig rig, string key, string value)
    {
        var settings = (IConfigurationRoot)rig.Bridge.Services.GetRequiredService<IConfiguration>();
        settings[key] = value;
        settings.Reload();
    }
}
