using System.Net;
using Bridge.Configuration;
using Bridge.Ops.Access;
using Bridge.Support;
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
                ("/ops/../elsewhere", "/ops"),
                ("/ops/%2e%2e/elsewhere", "/ops"),
                ("/ops/dead-letters/../audit", "/ops/dead-letters/../audit"),
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

        Assert.That(await rig.StatusOfAsync(copy), Is.EqualTo(HttpStatusCode.SeeOther));
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
}
