using Bridge.Intake;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.Extensions.Hosting;

namespace Bridge.DeadLetters;

[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class SecondLookTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task What_was_stored_past_an_erasure_is_found_a_minute_later_and_what_came_after_it_stays()
    {
        await Rig.Admin.EraseAsync("+254712345678", "asked", AdminRig.Operator, CancellationToken.None);
        var asked = Rig.Time.GetUtcNow();
        await Rig.Store.TakeInAsync([AdminRig.Item(1) with { ReceivedAt = asked }], [], CancellationToken.None);
        await Rig.Store.TakeInAsync([AdminRig.Item(2) with { ReceivedAt = asked.AddMinutes(1) }], [], CancellationToken.None);

        var worker = Rig.Get<IEnumerable<IHostedService>>().OfType<SecondLook>().Single();
        await worker.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Rig.Time.Timers.Count > 0, "it has looked, and waits");
        var before = await Rig.Location.CountAsync("events");
        Rig.Time.Advance(SecondLook.After);

        await Eventually.HoldsAsync(async () => await Rig.Location.CountAsync("erasures WHERE looked_again = 1") == 1, "it looked again");
        Assert.That((before, (await Rig.ClaimAsync()).Select(one => one.Id)), Is.EqualTo((2L, (Guid[])[AdminRig.IdOf(2)])));
        Assert.That(await Rig.AuditAsync(), Has.Some.EqualTo("erasure: erase 1 a person, looked for a second time"));
        await worker.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Who_was_erased_is_forgotten_after_eight_days()
    {
        await Rig.Admin.EraseAsync("+254712345678", null, AdminRig.Operator, CancellationToken.None);
        var early = AdminRig.Item(1) with { ReceivedAt = Rig.Time.GetUtcNow() };
        await Rig.Get<EventIntake>().TakeInAsync(new IntakeBatch([early]), CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromDays(8) + TimeSpan.FromMinutes(1));

        await Rig.Admin.EraseAsync("+254700000009", null, AdminRig.Operator, CancellationToken.None);
        await Rig.Get<EventIntake>().TakeInAsync(new IntakeBatch([early with { Id = Guid.NewGuid() }]), CancellationToken.None);

        Assert.That(await Rig.Location.TextsAsync("erasures", "person"), Is.EqualTo((string[])["254700000009"]));
        Assert.That(await Rig.Location.CountAsync("events"), Is.EqualTo(1));
    }
}
