using Bridge.Storage.Postgres;
using Bridge.Support;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>Two forwarders, one database.</summary>
internal sealed class LeaseTests : TwoForwardersFixture
{
    [Test]
    public async Task Forwarders_that_claim_at_the_same_moment_never_share_an_event_and_leave_none()
    {
        await TakeIn(1, 2000);

        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Claim(i % 2 == 0 ? One : Other, 50)));
        var rest = await Claim(One, 2000);

        Assert.That(claims.Append(rest).SelectMany(claim => claim).Select(waiting => waiting.Sequence), Is.Unique.And.Exactly(2000).Items);
    }

    [Test]
    public async Task What_one_forwarder_holds_another_passes_over()
    {
        await TakeIn(1, 3);
        await Claim(One, 2);

        Assert.That(await Claim(Other, 10), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_dead_forwarders_events_come_to_another_when_the_lease_has_run_out()
    {
        await TakeIn(1, 3);
        var deferred = await Claim(One, 3);
        await One.CrashAsync();
        Assert.That(await Claim(Other, 10), Is.Empty);

        await LeasesRunOut();

        Assert.That(Ids(await Claim(Other, 10)), Is.EqualTo(Ids(deferred)));
    }

    [Test]
    public async Task A_lease_of_before_the_servers_clock_was_set_back_holds_nothing()
    {
        await TakeIn(1, 3);
        var deferred = await Claim(One, 3);
        await One.CrashAsync();

        await Location.ExecuteAsync("UPDATE claims SET until = until + interval '400 days'");

        Assert.That(Ids(await Claim(Other, 10)), Is.EqualTo(Ids(deferred)));
    }

    [Test]
    public async Task A_forwarder_that_stops_gives_up_its_leases_at_once()
    {
        await TakeIn(1, 3);
        await Claim(One, 3);

        await One.DisposeAsync();

        Assert.That(await Claim(Other, 10), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task What_takes_long_to_post_keeps_its_lease()
    {
        await TakeIn(1, 3);
        await Claim(One, 3);
        await Location.ExecuteAsync("UPDATE claims SET until = now() + interval '1 second'");
        await One.StartAsync<LeaseKeeper>();
        await Eventually.HoldsAsync(() => One.Time.Timers.Count == 1, "the keeper waits for its next round");

        One.Time.Advance(TimeSpan.FromSeconds(20));

        await Eventually.HoldsAsync(
            async () => await Location.CountAsync("claims WHERE until > now() + interval '30 seconds'") == 1,
            "the lease is renewed"
        );
    }

    [Test]
    public async Task A_lease_that_ran_out_and_went_to_another_forwarder_is_not_renewed()
    {
        await TakeIn(1, 3);
        await Claim(One, 3);
        await LeasesRunOut();
        await Claim(Other, 2);

        var renewed = await One.Get<PostgresDatabase>()
            .RunAsync(
                (connection, token) => PostgresClaims.RenewAsync(connection, One.Get<Leases>().Claims, TimeSpan.FromHours(1), token),
                CancellationToken.None
            );

        Assert.That(renewed, Is.Empty);
        Assert.That(await Location.CountAsync("claims WHERE until < now() + interval '30 minutes'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Part_of_a_claim_can_be_settled_and_the_rest_stays_held()
    {
        await TakeIn(1, 6);
        var deferred = await Claim(One, 6);

        await One.Store.CompleteAsync([deferred[1], deferred[4]], CancellationToken.None);
        await One.Store.GiveBackAsync([deferred[2]], null, CancellationToken.None);
        await One.Store.DeadLetterAsync(
            [new DeadEvent(deferred[0], DeadReason.Expired, null, null, One.Time.GetUtcNow())],
            CancellationToken.None
        );

        Assert.That(Ids(await Claim(Other, 10)), Is.EqualTo(Ids([deferred[2]])));
        await One.Store.CompleteAsync([deferred[3], deferred[5]], CancellationToken.None);
        Assert.That(await Location.CountAsync("claims"), Is.EqualTo(1), "nothing is left of a claim that is settled");
    }

    [Test]
    public async Task A_forwarder_never_posts_an_event_twice_at_once_even_if_its_lease_ran_out()
    {
        await TakeIn(1, 3);
        await Claim(One, 2);

        await LeasesRunOut();
        One.Time.Advance(TimeSpan.FromSeconds(5)); // when it looks at older events again

        Assert.That(await Claim(One, 10), Has.Count.EqualTo(1));
        Assert.That(await Claim(Other, 10), Is.Empty, "and its lease is renewed by that");
    }

    [Test]
    public async Task What_the_collector_took_is_done_even_if_the_lease_was_lost_meanwhile()
    {
        await TakeIn(1, 1);
        var late = await Claim(One, 1);
        await LeasesRunOut();
        await Claim(Other, 1);

        await One.Store.CompleteAsync(late, CancellationToken.None);

        Assert.That(await Location.CountAsync("events"), Is.Zero);
    }

    [Test]
    public async Task Only_who_holds_an_event_may_give_it_back_or_dead_letter_it()
    {
        await TakeIn(1, 2);
        var late = await Claim(One, 2);
        await LeasesRunOut();
        await Claim(Other, 2);

        await One.Store.GiveBackAsync([late[0]], One.Time.GetUtcNow(), CancellationToken.None);
        await One.Store.DeadLetterAsync(
            [new DeadEvent(late[1], DeadReason.Refused, 400, null, One.Time.GetUtcNow())],
            CancellationToken.None
        );

        Assert.That(await Location.CountAsync("events WHERE attempts = 0"), Is.EqualTo(2));
        Assert.That(await Claim(One, 2), Is.Empty, "the other still holds them");
        Assert.That(await Location.CountAsync("dead_letters"), Is.Zero);
    }

    [Test]
    public async Task What_one_forwarder_gave_back_another_finds_although_it_claimed_younger_events_already()
    {
        await TakeIn(1, 2);
        var first = await Claim(One, 1);
        await Claim(Other, 1);
        await TakeIn(3, 3);

        await One.Store.GiveBackAsync(first, null, CancellationToken.None);
        Other.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(Ids(await Claim(Other, 1)), Is.EqualTo(Ids(first)));
    }

    [Test]
    public async Task An_event_committed_after_a_younger_one_is_found()
    {
        await using var slow = await PostgresServer.ConnectAsync(Location.Address);
        await TakeIn(1, 1);
        await using var transaction = await slow.BeginTransactionAsync();
        await Dapper.SqlMapper.ExecuteAsync(
            slow,
            "INSERT INTO events (id, name, destination, received_at, payload) VALUES (gen_random_uuid(), 'late', 'default', 0, '')"
        );
        await TakeIn(2, 2);
        Assert.That(await Claim(One, 10), Has.Count.EqualTo(2));

        await transaction.CommitAsync();

        Assert.That((await Claim(One, 10)).Single().Name, Is.EqualTo("late"));
    }

    [TestCase("9")]
    [TestCase("3601")]
    public void A_lease_too_short_or_too_long_is_refused_by_name(string seconds)
    {
        Assert.That(
            () => new StoreHost(Location.Address, ("Delivery:LeaseSeconds", seconds)).Get<IOptions<LeaseOptions>>().Value,
            Throws
                .TypeOf<OptionsValidationException>()
                .With.Message.Contains("Delivery:LeaseSeconds (environment Delivery__LeaseSeconds) must be between 10 and 3600")
        );
        Assert.That(One.Get<IOptions<LeaseOptions>>().Value.Duration, Is.EqualTo(TimeSpan.FromSeconds(60)), "the default");
    }

    private Task<IntakeCounts> TakeIn(int from, int to) => One.Store.TakeInAsync(Translations.Items(from, to), [], CancellationToken.None);

    private static Task<IReadOnlyList<PendingEvent>> Claim(StoreHost forwarder, int count) =>
        forwarder.Store.ClaimAsync("default", count, int.MaxValue, CancellationToken.None);

    private static IEnumerable<Guid> Ids(IEnumerable<PendingEvent> events) => events.Select(waiting => waiting.Id);

    private Task LeasesRunOut() => Location.ExecuteAsync("UPDATE claims SET until = now() - interval '1 second'");
}
