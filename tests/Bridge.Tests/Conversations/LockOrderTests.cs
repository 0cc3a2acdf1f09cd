using Bridge.Storage;
using Bridge.Support;
using Npgsql;

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

    /// <summary>What the other tests rely on; and they do fail where intake takes its ids in unsorted.</summary>
    [Test]
    public async Task Who_waits_in_a_circle_is_counted()
    {
        await using var intakes = await KillableIntakes.StartAsync(StoreProvider.Postgres);
        await using var one = await LockHolder.HoldAsync(intakes.Address, "SELECT pg_advisory_xact_lock(1)");
        await using var other = await LockHolder.HoldAsync(intakes.Address, "SELECT pg_advisory_xact_lock(2)");

        var waits = Task.WhenAll(Task.Run(() => LockThenLetGoAsync(one, 2)), Task.Run(() => LockThenLetGoAsync(other, 1)));

        Assert.That(async () => await waits, Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("40P01"));
        Assert.That(await intakes.DeadlocksAsync(), Is.EqualTo("1"));
    }

    private static async Task LockThenLetGoAsync(LockHolder holder, int key)
    {
        try
        {
            await holder.ExecuteAsync($"SELECT pg_advisory_xact_lock({key})");
        }
        finally
        {
            await holder.LetGoAsync();
        }
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
