using System.Net;
using Bridge.Configuration;
using Bridge.Ops.Access;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>In and out, and how long one stays in.</summary>
public class SessionTests
{
    [Test]
    public async Task Whoever_signs_in_goes_where_they_were_going_and_nowhere_else()
    {
        await using var rig = await OpsRig.StartAsync();

        foreach (
            var (goal, expected) in new[]
            {
                ("", "/ops"),
                ("/ops/dead-letters?group=a", "/ops/dead-letters?group=a"),
                ("/ops?still=yes", "/ops?still=yes"),
                ("//evil.example", "/ops"),
                ("https://evil.example/ops", "/ops"),
                ("/opsevil", "/ops"),
                ("/ops/\\evil.example", "/ops"),
                ("/ops/\nSet-Cookie: a=b", "/ops"),
                ("/ops/é", "/ops"),
                ("/ops/\ud83d\ude00", "/ops"),
            }
        )
        {
            using var visitor = await rig.VisitAsync(role: null);
            var answer = await visitor.SignInAsync(OpsRig.OperatorKey.Text, goal);
            Assert.That((answer.Status, answer.Location), Is.EqualTo((HttpStatusCode.SeeOther, expected)), goal);
        }

        using var stranger = await rig.VisitAsync(role: null);
        Assert.That(
            (await stranger.GetAsync("/ops/dead-letters?status=400")).Location,
            Is.EqualTo("/ops/sign-in?to=%2Fops%2Fdead-letters%3Fstatus%3D400")
        );
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

    [TestCase("127.0.0.1", true)]
    [TestCase("10.0.0.0/8, 127.0.0.0/8", true)]
    [TestCase("10.0.0.0/8", false)]
    [TestCase("", false)]
    public async Task Behind_a_proxy_that_is_trusted_and_ends_TLS_cookies_are_for_https_alone(string proxies, bool isSecure)
    {
        await using var rig = await OpsRig.StartAsync([new("TrustedProxies", proxies)]);
        using var visitor = await rig.VisitAsync(role: null);
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/sign-in");
        request.Headers.Add("X-Forwarded-Proto", "https");

        var answer = await visitor.SendAsync(request);

        Assert.That(answer.Headers["Set-Cookie"], Does.Match("bridge-form=[^;]+; path=/ops;( secure;)? samesite=strict; httponly"));
        Assert.That(answer.Headers["Set-Cookie"].Contains("; secure;", StringComparison.Ordinal), Is.EqualTo(isSecure));
    }

    [TestCase("127.0.0.1", HttpStatusCode.Unauthorized)]
    [TestCase("10.0.0.0/8", HttpStatusCode.TooManyRequests)]
    public async Task Wrong_keys_are_counted_by_the_address_that_a_trusted_proxy_names(string proxies, HttpStatusCode eleventh)
    {
        await using var rig = await OpsRig.StartAsync([new("TrustedProxies", proxies)]);
        using var visitor = await rig.VisitAsync(role: null);
        var statuses = new List<HttpStatusCode>();

        for (var number = 0; number <= KeyAuthenticator.MaxFailures; number++)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview");
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{number}");
            request.Headers.Add("Authorization", "Bearer bridge_nobody");
            statuses.Add((await visitor.SendAsync(request)).Status);
        }

        Assert.That(statuses[^1], Is.EqualTo(eleventh));
    }

    [TestCase("TrustedProxies", "10.0.0.0/8,the proxy", "TrustedProxies")]
    [TestCase("ForwardedHeaders_Enabled", "true", "ASPNETCORE_FORWARDEDHEADERS_ENABLED")]
    [TestCase("Ops:SessionLifetime", "00:01:00", "Ops:SessionLifetime")]
    [TestCase("Ops:SessionLifetime", "31.00:00:00", "Ops:SessionLifetime")]
    [TestCase(
        "Ops:SessionSecret",
        "file:relative/secret-of-the-sessions",
        "Ops:SessionSecret (environment Ops__SessionSecret) begins with file:, but no absolute path follows"
    )]
    public void What_would_not_protect_is_refused_at_the_start(string key, string value, string said) =>
        Assert.That(
            async () => await OpsRig.StartAsync([new(key, value)]),
            Throws.InstanceOf<StartupException>().With.Property("Problems").Some.Contains(said)
        );

    [Test]
    public async Task A_copy_of_the_cookie_opens_nothing_once_its_owner_signed_out()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Viewer);
        using var other = await rig.VisitAsync(OpsRole.Viewer);
        var copy = visitor.Cookies.Single(one => one.Name == "bridge-ops").Value;

        await visitor.PostAsync("/ops/sign-out");

        Assert.That(await StatusAsync(rig, copy), Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That((await other.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_session_ends_after_its_lifetime_however_often_one_comes()
    {
        var time = new ManualTime();
        await using var rig = await OpsRig.StartAsync(
            [new("Ops:SessionLifetime", "1.00:00:00")],
            builder => builder.Services.AddSingleton<TimeProvider>(time)
        );
        using var visitor = await rig.VisitAsync(OpsRole.Viewer);
        var statuses = new List<HttpStatusCode>();

        for (var visit = 0; visit < 3; visit++)
        {
            time.Advance(TimeSpan.FromHours(8));
            statuses.Add((await visitor.GetAsync("/ops/audit")).Status);
        }

        Assert.That(statuses, Is.EqualTo((HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.SeeOther]));
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
    public async Task A_hash_may_come_from_a_mounted_file()
    {
        using var file = new TemporaryDatabase();
        await File.WriteAllTextAsync(file.Path, OpsRig.OperatorKey.Hash + "\n");
        await using var rig = await OpsRig.StartAsync([new("Ops:Users:1:KeyHash", "file:" + file.Path)]);

        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
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

        Assert.That(
            () => Change(rig, "Ops:Users:1:KeyHash", "nonsense"),
            Throws.InstanceOf<AggregateException>().With.Message.Contains("Ops:Users:1:KeyHash")
        );

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

        Assert.That(
            (within.Status, renewed.Status, after.Status),
            Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.SeeOther))
        );
    }

    [Test]
    public async Task With_a_secret_of_their_own_sessions_survive_a_restart_and_are_shared_by_processes()
    {
        KeyValuePair<string, string?>[] secret = [new("Ops:SessionSecret", "a long random text for the tests of sessions")];
        await using var one = await OpsRig.StartAsync(secret);
        await using var other = await OpsRig.StartAsync(secret);
        await using var stranger = await OpsRig.StartAsync();
        using var visitor = await one.VisitAsync(OpsRole.Operator);
        var cookie = visitor.Cookies.Single(one => one.Name == "bridge-ops").Value;

        Assert.That(await StatusAsync(other, cookie), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await StatusAsync(stranger, cookie), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [Test]
    [Category(Needs.Server)]
    public async Task Signing_out_ends_the_session_at_every_process_that_serves_the_page_of_the_same_store()
    {
        await using var location = await StoreLocation.CreateAsync(StoreProvider.Postgres);
        await using var one = await OpsRig.StartAsync(Shared(location));
        await using var other = await OpsRig.StartAsync(Shared(location));
        using var visitor = await one.VisitAsync(OpsRole.Operator);
        var copy = visitor.Cookies.Single(one => one.Name == "bridge-ops").Value;
        var before = await StatusAsync(other, copy);

        await visitor.PostAsync("/ops/sign-out");

        Assert.That((before, await StatusAsync(other, copy)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.SeeOther)));
    }

    [Test]
    public async Task Signing_out_outlives_the_process()
    {
        await using var location = await StoreLocation.CreateAsync(StoreProvider.Sqlite);
        string copy;
        await using (var before = await OpsRig.StartAsync(Shared(location)))
        {
            using var visitor = await before.VisitAsync(OpsRole.Operator);
            copy = visitor.Cookies.Single(one => one.Name == "bridge-ops").Value;
            await visitor.PostAsync("/ops/sign-out");
        }

        await using var after = await OpsRig.StartAsync(Shared(location));

        Assert.That(await StatusAsync(after, copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    private static KeyValuePair<string, string?>[] Shared(StoreLocation location) =>
        [new("Ops:SessionSecret", "a long random text for the tests of sessions"), new("Store:ConnectionString", location.Address)];

    private static async Task<HttpStatusCode> StatusAsync(OpsRig rig, string cookie)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/ops/audit");
        request.Headers.Add("Cookie", $"bridge-ops={cookie}");
        using var answer = await rig.Bridge.SendAsync(request);
        return answer.StatusCode;
    }

    private static void Change(OpsRig rig, string key, string value)
    {
        var settings = (IConfigurationRoot)rig.Bridge.Services.GetRequiredService<IConfiguration>();
        settings[key] = value;
        settings.Reload();
    }
}
