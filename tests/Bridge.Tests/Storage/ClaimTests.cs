using Bridge.Support;

namespace Bridge.Storage;

/// <summary>How events leave every store: claimed, given back, counted.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class ClaimTests(string provider) : StoreFixture(provider)
{
    [Test]
    public async Task Events_are_claimed_once_each_oldest_first()
    {
        await TakeIn([.. Translations.Items(1, 5)]);

        Assert.That(await ClaimNumbers(2), Is.EqualTo("1 2"));
        Assert.That(await ClaimNumbers(2), Is.EqualTo("3 4"));
        Assert.That(await ClaimNumbers(2), Is.EqualTo("5"));
        Assert.That(await ClaimNumbers(2), Is.Empty);
    }

    [Test]
    public async Task Concurrent_claims_never_share_an_event()
    {
        await TakeIn([.. Translations.Items(1, 1000)]);

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Claim(50)));

        Assert.That(claims.SelectMany(claim => claim).Select(waiting => waiting.Sequence), Is.Unique.And.Exactly(1000).Items);
    }

    [Test]
    public async Task A_claim_stays_below_its_bytes_but_has_at_least_one_event()
    {
        await TakeIn([.. Translations.Items(1, 4, bytes: 100), Translations.Item(5, bytes: 1000)]);

        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 250, CancellationToken.None)), Is.EqualTo("1 2"));
        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 200, CancellationToken.None)), Is.EqualTo("3 4"));
        Assert.That(await Numbers(Store.ClaimAsync("default", 10, 200, CancellationToken.None)), Is.EqualTo("5"));
    }

    [Test]
    public async Task Given_back_events_come_again_before_younger_ones_and_skip_those_that_are_out()
    {
        await TakeIn([.. Translations.Items(1, 6)]);
        var first = await Claim(2);
        await Claim(2);

        await Store.GiveBackAsync(first, null, CancellationToken.None);

        Assert.That(await ClaimNumbers(3), Is.EqualTo("1 2 5"));
        Assert.That(await ClaimNumbers(3), Is.EqualTo("6"));
    }

    [Test]
    public async Task A_failed_attempt_is_counted_and_the_first_failure_remembered()
    {
        await TakeIn(Translations.Item(1));
        var failedAt = Bridge.Time.GetUtcNow();
        await Store.GiveBackAsync(await Claim(1), failedAt, CancellationToken.None);
        await Store.GiveBackAsync(await Claim(1), failedAt.AddMinutes(1), CancellationToken.None);

        var waiting = (await Claim(1)).Single();

        Assert.That((waiting.Attempts, waiting.FirstFailedAt), Is.EqualTo((2, failedAt)));
    }

    [Test]
    public async Task Giving_back_without_a_failure_counts_no_attempt()
    {
        await TakeIn(Translations.Item(1));
        await Store.GiveBackAsync(await Claim(1), null, CancellationToken.None);

        Assert.That((await Claim(1)).Single().Attempts, Is.Zero);
    }

    [Test]
    public async Task Each_destination_has_its_own_queue()
    {
        await TakeIn(Translations.Item(1, "a"), Translations.Item(2, "b"), Translations.Item(3, "a"));

        Assert.That(await Numbers(Store.ClaimAsync("a", 10, NoLimit, CancellationToken.None)), Is.EqualTo("1 3"));
        Assert.That(await Numbers(Store.ClaimAsync("b", 10, NoLimit, CancellationToken.None)), Is.EqualTo("2"));
    }

    [Test]
    public async Task New_events_are_found_after_the_queue_ran_empty()
    {
        await TakeIn(Translations.Item(1), Translations.Item(2));
        await Store.CompleteAsync(await Claim(2), CancellationToken.None);
        await TakeIn(Translations.Item(3));

        Assert.That(await ClaimNumbers(2), Is.EqualTo("3"));
    }

    [Test]
    public async Task A_restart_forgets_claims_and_no_event()
    {
        await TakeIn([.. Translations.Items(1, 3)]);
        var claimed = await Claim(2);
        await Store.CompleteAsync([claimed[0]], CancellationToken.None);
        await Restart();

        Assert.That(await ClaimNumbers(10), Is.EqualTo("2 3"));
    }

    [Test]
    public async Task Delivery_is_woken_when_events_wait()
    {
        var next = Bridge.Get<EventsQueued>().Next;

        await TakeIn(Translations.Item(1));

        Assert.That(next.IsCompleted, Is.True);
    }
}
