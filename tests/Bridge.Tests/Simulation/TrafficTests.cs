using System.Text;
using Bridge.Core.Translation;
using Bridge.Simulation.Load;
using Bridge.Support;

namespace Bridge.Simulation;

public class TrafficTests
{
    private static readonly DateTimeOffset Later = new ManualTime().GetUtcNow().AddHours(1);

    [Test]
    public void The_same_seed_sends_the_same_and_another_seed_something_else()
    {
        var first = Bodies(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 1));
        var again = Bodies(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 1));
        var other = Bodies(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 2));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other.Intersect(first), Is.Empty);
    }

    [Test]
    public void Everything_it_sends_can_be_translated_and_keeps_the_contract()
    {
        var translations = Posts(new TrafficOptions(200, TimeSpan.FromSeconds(10), Seed: 1) { Speed = 50, UpdatesPerPost = (1, 20) })
            .ConvertAll(Translate);

        var events = translations.SelectMany(translation => translation.Events).ToList();

        Assert.That(translations.SelectMany(translation => translation.Unreadable), Is.Empty);
        Assert.That(translations.SelectMany(translation => translation.Unrecognised), Is.Empty);
        Assert.That(
            events.Select(item => item.Name).Distinct(),
            Is.EquivalentTo(
                (string[])["message.received", "message.sent", "message.delivered", "message.read", "message.failed", "referral.received"]
            )
        );
        Assert.That(events.Take(500).SelectMany(item => ContractValidator.FindViolationsOfEvent(Translations.Json(item))), Is.Empty);
    }

    [Test]
    public void Messages_are_delivered_after_they_were_sent_and_read_after_that()
    {
        var conversations = new Load.Conversations(new TrafficOptions(1, TimeSpan.Zero, Seed: 1) { Speed = 20 }, new Random(1));
        var updates = Enumerable.Range(0, 20_000).Select(i => conversations.Next(TimeSpan.FromMilliseconds(i))).ToList();

        var stories = updates.GroupBy(update => update.Message).Where(story => story.Count() > 1).ToList();

        Assert.That(stories, Has.Count.GreaterThan(1000));
        Assert.That(
            stories,
            Is.All.Matches<IEnumerable<Update>>(story =>
                story.Zip(story.Skip(1)).All(pair => pair.First.Kind < pair.Second.Kind && pair.First.At <= pair.Second.At)
            )
        );
        Assert.That(
            stories.Where(story => story.Count() == 3).Select(story => string.Join(' ', story.Select(update => update.Kind))),
            Is.Not.Empty.And.All.EqualTo("Sent Delivered Read")
        );
    }

    [Test]
    public void Posts_come_as_often_as_the_rate_says_in_the_order_of_their_times()
    {
        var posts = Posts(new TrafficOptions(500, TimeSpan.FromSeconds(20), Seed: 3));

        Assert.That(posts, Has.Count.EqualTo(10_000).Within(5).Percent);
        Assert.That(posts.Select(post => post.At), Is.Ordered);
    }

    [TestCase(1, 1)]
    [TestCase(1000, 1000)]
    [TestCase(2, 50)]
    public void A_post_holds_as_many_updates_as_it_may(int least, int most)
    {
        var options = new TrafficOptions(20, TimeSpan.FromSeconds(5), Seed: 1)
        {
            UpdatesPerPost = (least, most),
            Mix = new Mix(1, 1, 0, 0),
        };

        var sizes = Posts(options).ConvertAll(post => Translate(post).Events.Count);

        Assert.That(sizes, Is.All.InRange(least, most));
        Assert.That(sizes.Max() - sizes.Min(), most > least ? Is.GreaterThan(10) : Is.Zero);
    }

    [Test]
    public void Some_posts_are_repeated_and_some_are_overtaken()
    {
        var posts = Posts(new TrafficOptions(500, TimeSpan.FromSeconds(20), Seed: 1) { Duplicates = 0.1, Reordered = 0 });
        var heldBack = Posts(
            new TrafficOptions(500, TimeSpan.FromSeconds(20), Seed: 1)
            {
                Duplicates = 0,
                Reordered = 0.1,
                UpdatesPerPost = (1, 1),
            }
        );

        var repeated = posts.Where(post => post.IsRepeated).ToList();
        var times = heldBack.ConvertAll(post => Translate(post).Events[0].Timestamp);

        Assert.That(repeated, Has.Count.EqualTo(1000).Within(20).Percent);
        Assert.That(repeated, Is.All.Matches<Post>(post => post.Body.AsSpan().SequenceEqual(post.First.Body)));
        Assert.That(times, Is.Not.Ordered);
    }

    [Test]
    public void People_write_in_many_alphabets_and_it_comes_escaped_as_Meta_escapes()
    {
        var bodies = Bodies(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 1));

        Assert.That(bodies, Is.All.Matches<string>(body => body.All(char.IsAscii)));
        Assert.That(bodies, Has.Some.Contains("\\uD83D").And.Some.Contains("\\u0936"));
    }

    [Test]
    public void A_body_counts_as_stored_once_whichever_of_its_posts_was_answered()
    {
        var post = new Post(TimeSpan.Zero, [1]);
        var again = post.Again(TimeSpan.FromSeconds(1));

        Assert.That(
            (again.TryMarkStored(), post.TryMarkStored(), again.Again(TimeSpan.Zero).TryMarkStored()),
            Is.EqualTo((true, false, false))
        );
    }

    [TestCase("conversation=1", 1, 0, 0, 0)]
    [TestCase("ad=2.5, campaign=7,sample=1", 0, 7, 2.5, 1)]
    public void A_mix_is_read(string text, double conversation, double campaign, double ad, double sample)
    {
        Assert.That(Mix.Parse(text), Is.EqualTo(new Mix(conversation, campaign, ad, sample)));
    }

    [Test]
    public void Who_comes_to_order_does_so_after_the_click_and_with_a_value()
    {
        var options = new TrafficOptions(50, TimeSpan.FromSeconds(20), Seed: 1)
        {
            Mix = Mix.Parse("order=1")!,
            Speed = 20,
            Reordered = 0,
        };

        var events = Posts(options).SelectMany(post => Translate(post).Events).Select(PostedEvent.Of).DistinctBy(item => item.Id).ToList();
        var orders = events.Where(item => item.Name == PostedEvent.Order).ToList();
        var clicks = events
            .Where(item => item.Name == "referral.received")
            .ToLookup(item => item.About.UserId, item => item.About.HappenedAt);

        Assert.That(orders, Has.Count.GreaterThan(20));
        Assert.That(orders.ConvertAll(order => order.Worth), Is.All.GreaterThan(200));
        Assert.That(orders, Is.All.Matches<PostedEvent>(order => clicks[order.About.UserId].Any(at => at <= order.About.HappenedAt)));
    }

    [TestCase("")]
    [TestCase("conversation")]
    [TestCase("conversation=-1")]
    [TestCase("conversation=0")]
    [TestCase("spam=1")]
    public void What_is_no_mix_is_none(string text)
    {
        Assert.That(Mix.Parse(text), Is.Null);
    }

    [Test]
    public void A_mix_of_samples_alone_sends_samples()
    {
        var posts = Posts(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 1) { Mix = new Mix(0, 0, 0, 1) });

        Assert.That(posts.ConvertAll(Translate).SelectMany(translation => translation.Unrecognised), Is.Not.Empty);
    }

    [Test]
    public void A_recorded_run_is_replayed_as_it_was()
    {
        var file = Path.GetTempFileName();
        var posts = Recording
            .Save(
                new Traffic(new TrafficOptions(100, TimeSpan.FromSeconds(10), Seed: 1) { Duplicates = 0.1 }, new ManualTime()).Posts(),
                file
            )
            .ToList();

        var replayed = Recording.Replay(file, speed: 2).ToList();

        File.Delete(file);
        Assert.That(
            replayed.Select(post => Encoding.UTF8.GetString(post.Body)),
            Is.EqualTo(posts.Select(post => Encoding.UTF8.GetString(post.Body)))
        );
        Assert.That(replayed.Select(post => post.At.TotalSeconds), Is.EqualTo(posts.Select(post => post.At.TotalSeconds / 2)).Within(1e-6));
        Assert.That(replayed.Count(post => post.IsRepeated), Is.EqualTo(posts.Count(post => post.IsRepeated)));
    }

    private static List<Post> Posts(TrafficOptions options) => [.. new Traffic(options, new ManualTime()).Posts()];

    private static List<string> Bodies(TrafficOptions options) => Posts(options).ConvertAll(post => Encoding.UTF8.GetString(post.Body));

    private static WebhookTranslation Translate(Post post) => WebhookTranslator.Translate(post.Body, Later, TranslationOptions.Default);
}
