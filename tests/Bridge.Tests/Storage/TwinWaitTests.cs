using Bridge.Support;

namespace Bridge.Storage;

/// <summary>How long either store lets one telling wait for the other.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class TwinWaitTests(string provider) : StoreFixture(provider)
{
    private DateTimeOffset Now => Bridge.Time.GetUtcNow();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(60_000, Description = "another machine's clock")]
    public async Task What_waits_as_long_as_anything_may_is_not_let_go_by_who_looked_at_the_clock_a_moment_before(int milliseconds)
    {
        await TakeIn(Sent(isFromCrm: false, Now + Deferral.Longest));

        var released = await ReleaseAsync(Now - TimeSpan.FromMilliseconds(milliseconds));
        await TakeIn(Sent(isFromCrm: true, Now + Deferral.Longest));

        Assert.That(released, Is.Zero);
        Assert.That((await Claim(10)).Single().Payload, Is.EqualTo("""{"properties":{"price":1,"agent":"a"}}"""u8.ToArray()));
    }

    [Test]
    public async Task What_was_put_off_by_a_clock_that_was_set_back_by_hours_since_is_let_go()
    {
        await TakeIn(Sent(isFromCrm: false, Now + Deferral.Longest));

        Assert.That(await ReleaseAsync(Now - TimeSpan.FromHours(3)), Is.EqualTo(1));
    }

    private Task<int> ReleaseAsync(DateTimeOffset now) => Store.ReleaseDeferredAsync(now, 10, null, CancellationToken.None);

    private static IntakeItem Sent(bool isFromCrm, DateTimeOffset until) =>
        Translations.Item(1) with
        {
            Name = "message.sent",
            Payload = isFromCrm ? """{"properties":{"agent":"a"}}"""u8.ToArray() : """{"properties":{"price":1}}"""u8.ToArray(),
            IsFromCrm = isFromCrm,
            MayHaveTwin = true,
            ReplacedBy = Translations.Item(1).Id,
            Deferral = new Deferral(Twins.Waits(isFromCrm), until),
        };
}
