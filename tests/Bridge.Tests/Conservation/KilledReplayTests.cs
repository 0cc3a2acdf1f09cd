using System.Net;
using Bridge.Commands.DeadLetters;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Ops.Access;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// A replay in processes that are killed while it runs: it goes on where it was, and every dead letter arrives under its old id.
/// </summary>
[Category(Needs.Patience)]
internal sealed class KilledReplayTests() : KilledFixture(StoreProvider.Sqlite)
{
    private const int DeadLetters = 400;
    private const int Kills = 3;

    private static readonly Actor Operator = new("ada");

    private readonly OpsKey _key = OpsKey.Create();

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Killed_in_the_middle_of_a_replay_Bridge_sends_the_rest_after_its_start_and_no_dead_letter_is_left_behind(
        CancellationToken cancellationToken
    )
    {
        Collector.Everything = ScriptedAnswer.Status(HttpStatusCode.BadRequest);
        await using var bridge = NewBridge(
            ("Ops__Users__0__Name", Operator.Name),
            ("Ops__Users__0__Role", "operator"),
            ("Ops__Users__0__KeyHash", _key.Hash)
        );
        await bridge.StartAsync(cancellationToken);
        using var client = RemoteAnswers.Connect(bridge.Address, _key.Text);
        var admin = new DeadLetterApiClient(client);
        var ids = await PostAsync(bridge, cancellationToken);
        await Eventually.HoldsAsync(async () => await CountAsync(admin, cancellationToken) == DeadLetters, "all of them are dead");

        Collector.Everything = null;
        var plan = await admin.PlanAsync(new DeadLetterFilter(), cancellationToken);
        var replay = await admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, Rate: 100, null), Operator, cancellationToken);
        for (var kill = 1; kill <= Kills; kill++)
        {
            await Eventually.HoldsAsync(() => Collector.Taken.Count >= DeadLetters * kill / 8, "some have arrived");
            await bridge.KillAsync(cancellationToken);
            await bridge.StartAsync(cancellationToken);
        }

        await Eventually.HoldsAsync(
            async () => (await admin.FindReplayAsync(replay.Id, cancellationToken))!.State == ReplayState.Finished,
            "the replay ends",
            TimeSpan.FromSeconds(60)
        );
        var ended = (await admin.FindReplayAsync(replay.Id, cancellationToken))!;
        Assert.That(Collector.Taken.Keys, Is.EquivalentTo(ids));
        Assert.That((ended.Released, ended.Delivered, ended.Failed), Is.EqualTo((DeadLetters, DeadLetters, 0)));
        Assert.That(await CountAsync(admin, cancellationToken), Is.Zero);
    }

    private static async Task<IReadOnlyList<Guid>> PostAsync(BridgeProcess bridge, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = bridge.Address };
        var webhooks = TextWebhook.Many(1, DeadLetters);
        foreach (var webhook in webhooks)
        {
            using var answer = await client.SendAsync(SignedRequest.Create(webhook.Body), cancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        return [.. webhooks.Select(webhook => webhook.Id)];
    }

    private static async Task<long> CountAsync(DeadLetterApiClient admin, CancellationToken cancellationToken) =>
        (await admin.GetGroupsAsync(new DeadLetterFilter(), cancellationToken)).Sum(group => group.Count);
}
