using System.Text;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.Extensions.Hosting;

namespace Bridge.DeadLetters;

[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class SecondLookTests(string provider) : AdminFixture(provider)
{
    private const string Person = "+254712345678";

    [Test]
    public async Task What_was_stored_past_an_erasure_is_found_a_minute_later_and_what_came_after_it_stays()
    {
        await Rig.Admin.EraseAsync(Person, "asked", AdminRig.Operator, CancellationToken.None);
        var asked = Rig.Time.GetUtcNow();
        await Rig.Store.TakeInAsync([AdminRig.Item(1) with { ReceivedAt = asked }], [], CancellationToken.None);
        await Rig.Store.TakeInAsync([AdminRig.Item(2) with { ReceivedAt = asked.AddMinutes(1) }], [], CancellationToken.None);

        var before = await Rig.Location.CountAsync("events");
        await LookAgainAsync();

        Assert.That((before, (await Rig.ClaimAsync()).Select(one => one.Id)), Is.EqualTo((2L, (Guid[])[AdminRig.IdOf(2)])));
        Assert.That(await Rig.AuditAsync(), Has.Some.EqualTo("erasure: erase 1 a person, looked for a second time"));
    }

    [Test]
    public async Task Who_began_anew_since_an_erasure_is_not_forgotten_again()
    {
        await Rig.Admin.EraseAsync(Person, null, AdminRig.Operator, CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromSeconds(10));
        await Rig.ArriveAsync(Message(at: Rig.Time.GetUtcNow()));

        await LookAgainAsync();

        Assert.That((await Rig.Location.CountAsync("people"), await Rig.Location.CountAsync("conversations")), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Whom_a_forwarder_that_had_not_heard_met_again_is_forgotten()
    {
        await Rig.ArriveAsync(Message(at: Rig.Time.GetUtcNow()));
        await Rig.Get<AdminDatabase>().WriteAsync(connection => AddErasureAsync(connection), CancellationToken.None);

        await LookAgainAsync();

        Assert.That((await Rig.Location.CountAsync("people"), await Rig.Location.CountAsync("conversations")), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Who_was_erased_is_forgotten_after_eight_days()
    {
        await Rig.Admin.EraseAsync(Person, null, AdminRig.Operator, CancellationToken.None);
        var early = AdminRig.Item(1) with { ReceivedAt = Rig.Time.GetUtcNow() };
        await Rig.Get<EventIntake>().TakeInAsync(new IntakeBatch([early]), CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromDays(8) + TimeSpan.FromMinutes(1));

        await Rig.Admin.EraseAsync("+254700000009", null, AdminRig.Operator, CancellationToken.None);
        await Rig.Get<EventIntake>().TakeInAsync(new IntakeBatch([early with { Id = Guid.NewGuid() }]), CancellationToken.None);

        Assert.That(await Rig.Location.TextsAsync("erasures", "person"), Is.EqualTo((string[])["254700000009"]));
        Assert.That(await Rig.Location.CountAsync("events"), Is.EqualTo(1));
    }

    private async Task LookAgainAsync()
    {
        var worker = Rig.Get<IEnumerable<IHostedService>>().OfType<SecondLook>().Single();
        await worker.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Rig.Time.Timers.Count > 0, "it has looked, and waits");
        Rig.Time.Advance(SecondLook.After);
        await Eventually.HoldsAsync(async () => await Rig.Location.CountAsync("erasures WHERE looked_again = 1") == 1, "it looked again");
        await worker.StopAsync(CancellationToken.None);
    }

    private async Task<bool> AddErasureAsync(AdminConnection connection)
    {
        await ErasureTable.AddAsync(connection, ["254712345678"], Rig.Time.GetUtcNow());
        return true;
    }

    private static byte[] Message(DateTimeOffset at) =>
        Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(new TextWebhook(1).Body).Replace("1700000000", $"{at.ToUnixTimeSeconds()}", StringComparison.Ordinal)
        );
}
