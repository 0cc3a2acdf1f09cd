using System.Text;
using Bridge.DeadLetters.Replays;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.DeadLetters;

/// <summary>What was no event when it came is translated again when it is sent again.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class RetranslationTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task What_was_unreadable_is_translated_again_as_it_would_be_today()
    {
        var webhook = Encoding.UTF8.GetString(new TextWebhook(77).Body);
        await Rig.TakeInAsync(AdminRig.Unreadable(webhook), AdminRig.Unreadable("{}", "the body has no entry"));
        var deadLetters = await Rig.ListAsync(new DeadLetterFilter());

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);
        var replay = await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.StepAsync();
        var sent = await Rig.DeliverAsync();
        await Rig.StepAsync();

        Assert.That(
            plan.Sample.Select(deadLetter => (deadLetter.Retranslation!.Events.Count > 0, deadLetter.Retranslation.Problem)),
            Is.EqualTo(new[] { (false, (string?)"the body has no entry"), (true, null) })
        );
        Assert.That(sent.Select(one => one.Name), Has.Some.EqualTo("message.received"));
        Assert.That(
            await Rig.FindReplayAsync(replay.Id),
            Has.Property("State").EqualTo(ReplayState.Finished).And.Property("Delivered").EqualTo(1).And.Property("Failed").EqualTo(1)
        );
        Assert.That(await Rig.ListAsync(new DeadLetterFilter()), Is.EqualTo(new[] { deadLetters[1] }));
        Assert.That((await Rig.FindAsync(deadLetters[0])).History[^1].What, Does.StartWith("translated, taken in as"));
    }

    [TestCase("""{"id":"9"}""", "the entry has no changes")]
    [TestCase("""{"id":"9","changes":[{"field":"messages"}]}""", "the change has no value")]
    public async Task What_was_kept_of_a_webhook_is_read_again_as_the_part_that_it_is(string entry, string problem)
    {
        var kept = EventBatchWriter.Items(Translated.Body($$"""{"entry":[{{entry}}]}""")).Read().Single();
        await Rig.TakeInAsync(AdminRig.Unreadable(Encoding.UTF8.GetString(kept.Payload.Span), problem));

        var plan = await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(plan.Sample.Single().Retranslation!.Problem, Is.EqualTo(problem));
    }

    [Test]
    public async Task What_is_unreadable_still_failed_last_when_its_replay_found_that_out()
    {
        await Rig.TakeInAsync(AdminRig.Unreadable("{}", "the body has no entry"));
        var id = (await Rig.ListAsync(new DeadLetterFilter())).Single();
        var first = (await Rig.FindAsync(id)).Summary;

        Rig.Time.Advance(TimeSpan.FromHours(1));
        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        await Rig.StepAsync();

        var again = (await Rig.FindAsync(id)).Summary;
        Assert.That(again.LastFailedAt, Is.EqualTo(first.LastFailedAt + TimeSpan.FromHours(1)));
        Assert.That(again.FirstFailedAt, Is.EqualTo(first.FirstFailedAt));
    }
}
