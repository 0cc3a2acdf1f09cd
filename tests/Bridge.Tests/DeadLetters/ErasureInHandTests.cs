using System.Text;
using Bridge.Ops;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>What a sender holds already when somebody is erased.</summary>
internal sealed class ErasureInHandTests
{
    private const string Kept = "254712345678";
    private const string Erased = "254700000009";

    [Test]
    public async Task Who_is_erased_while_a_slow_collector_has_their_batch_is_not_posted_with_what_is_left_of_it()
    {
        await using var rig = await OpsRig.StartAsync();
        var answer = new TaskCompletionSource();
        rig.Collector.Everything = TooLargeAfter(answer.Task);
        using (await rig.Bridge.SendAsync(SignedRequest.Create(MessagesOfBoth())))
        {
            await Eventually.HoldsAsync(() => rig.Collector.Requests.Count == 1, "the collector has them");
        }

        await rig.Admin.EraseAsync(Erased, "asked", new Actor("olga"), CancellationToken.None);
        rig.Collector.Everything = null;
        answer.SetResult();
        await Eventually.HoldsAsync(
            async () => (await rig.OverviewAsync()).Destinations.Sum(one => one.Waiting) == 0,
            "nothing waits any more"
        );

        var told = rig.Collector.TakenPayloads.Values;
        Assert.That(told, Has.Exactly(1).Contains(Kept).And.None.Contains(Erased));
        Assert.That(await rig.CountDeadAsync(), Is.Zero);
    }

    /// <summary>Then a batch is posted in halves.</summary>
    private static ScriptedAnswer TooLargeAfter(Task moment) =>
        new(
            "413, slowly",
            Takes: false,
            async (context, _, gone) =>
            {
                await moment.WaitAsync(gone);
                context.Response.StatusCode = 413;
            }
        );

    private static byte[] MessagesOfBoth()
    {
        var body = Encoding.UTF8.GetString(TextWebhook.Together([1, 2]));
        var second = body.LastIndexOf(Kept, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(body[..second] + Erased + body[(second + Kept.Length)..]);
    }
}
