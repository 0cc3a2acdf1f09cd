using System.Net;
using Bridge.Ops.Access;
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

    private static void Change(OpsRig rig, string key, string value)
    {
        var settings = (IConfigurationRoot)rig.Bridge.Services.GetRequiredService<IConfiguration>();
        settings[key] = value;
        settings.Reload();
    }
}
