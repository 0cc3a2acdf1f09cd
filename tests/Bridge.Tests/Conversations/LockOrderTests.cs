using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>Whoever writes to PostgreSQL takes locks in one order, so that nobody waits in a circle and is broken off.</summary>
[Category(Needs.Server)]
internal sealed class LockOrderTests
{
    [Test]
    public async Task Four_intakes_of_the_same_people_in_any_order_never_wait_in_a_circle_while_events_are_delivered([Range(1, 3)] int seed)
    {
        var random = new Random(seed);
        await using var intakes = await KillableIntakes.StartAsync(StoreProvider.Postgres);
        byte[][] all = [.. Enumerable.Repeat(new ManyConversations(random).InOrder(), 3).SelectMany(copy => copy)];
        random.Shuffle(all);

        await WhileDeliveringAsync(
            intakes,
            Task.WhenAll(all.Chunk(11).Select((group, place) => Task.Run(() => intakes.TakeInAsync(group, place))))
        );
        intakes.Pass(TimeSpan.FromDays(60));
        await WhileDeliveringAsync(intakes, Task.WhenAll(Enumerable.Range(0, 4).Select(place => Task.Run(() => EndAsync(intakes, place)))));

        Assert.That(await intakes.DeadlocksAsync(), Is.EqualTo("0"), $"seed {seed}");
    }

    private static async Task EndAsync(KillableIntakes intakes, int place)
    {
        await intakes.ReleaseAsync(place);
        await intakes.ExpireAsync(place);
    }

    private static async Task WhileDeliveringAsync(KillableIntakes intakes, Task work)
    {
        for (var place = 0; !work.IsCompleted; place++)
        {
            await intakes.DeliverAsync(place);
        }

        await work;
    }
}
