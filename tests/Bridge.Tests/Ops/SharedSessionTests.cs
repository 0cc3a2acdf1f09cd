using System.Net;
using Bridge.Ops.Access;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Ops;

/// <summary>Sessions of several processes with one secret, and of a process that was started again.</summary>
public class SharedSessionTests
{
    [Test]
    public async Task With_a_secret_of_their_own_sessions_survive_a_restart_and_are_shared_by_processes()
    {
        KeyValuePair<string, string?>[] secret = [new("Ops:SessionSecret", "a long random text for the tests of sessions")];
        await using var one = await OpsRig.StartAsync(secret);
        await using var other = await OpsRig.StartAsync(secret);
        await using var stranger = await OpsRig.StartAsync();
        using var visitor = await one.VisitAsync(OpsRole.Operator);
        var cookie = visitor.Cookies.Single(one => one.Name == "bridge-ops").Value;

        Assert.That(await other.StatusOfAsync(cookie), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await stranger.StatusOfAsync(cookie), Is.EqualTo(HttpStatusCode.SeeOther));
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
        var before = await other.StatusOfAsync(copy);

        await visitor.PostAsync("/ops/sign-out");

        Assert.That((before, await other.StatusOfAsync(copy)), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.SeeOther)));
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

        Assert.That(await after.StatusOfAsync(copy), Is.EqualTo(HttpStatusCode.SeeOther));
    }

    private static KeyValuePair<string, string?>[] Shared(StoreLocation location) =>
        [new("Ops:SessionSecret", "a long random text for the tests of sessions"), new("Store:ConnectionString", location.Address)];
}
