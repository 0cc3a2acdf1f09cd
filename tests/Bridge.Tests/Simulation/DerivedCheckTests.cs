using Bridge.Core.Events;
using Bridge.Simulation.Load;

namespace Bridge.Simulation;

public class DerivedCheckTests
{
    [Test]
    public async Task A_collector_that_does_not_answer_is_a_difference_and_no_crash()
    {
        using var records = new CollectorRecords(new Uri("http://127.0.0.1:9"));
        var check = new DerivedCheck(records, new RunSettings(new Uri("http://127.0.0.1:9"), "", null), TimeProvider.System);
        var item = new TrackEvent("message.received", "a", "+1", DateTimeOffset.UnixEpoch, new EventContext("1", null), new PropertyBag())
        {
            Step = new ConversationStep(StepKind.Inbound),
        };
        check.Take(item.Subject, item.Source);

        await check.SettleAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.That(check.Differences.Single(), Does.Contain("does not answer"));
    }
}
