using Bridge.Receiving;
using Bridge.Simulation.Stories;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>
/// The whole conversation twice at once, over two receivers and two forwarders that are killed meanwhile, each webhook three times: as it
/// happened with its repetitions anywhere, and altogether shuffled. It takes a minute of silence, so <c>tests/conservation.sh</c> alone
/// runs it.
/// </summary>
[Category(Needs.Patience)]
[Category(Needs.Server)]
[Category("Conservation")]
[Alone] // loads the whole machine, and has deadlines
public class KilledConversationTests
{
    private const int Copies = 3;

    /// <summary>Longer than the whole story: whatever of it comes first, what comes later is of the same conversation.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Return = TimeSpan.FromSeconds(240);
    private static readonly int[] EventsOfActs = [3, 1, 2, 2, 1, 1, 1, 2, 1, 1];
    private static readonly int Spoken = EventsOfActs.Sum();

    private readonly Random _random = new(20261128);
    private readonly DateTimeOffset _began = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 250);
    private StoryFleet _fleet = null!;
    private StoryTeller _teller = null!;

    [SetUp]
    public void RunOnlyWhenAsked()
    {
        if (Environment.GetEnvironmentVariable("BRIDGE_CONSERVATION_MINUTES") is null)
        {
            Assert.Ignore("tests/conservation.sh runs it.");
        }
    }

    [TearDown]
    public async Task CleanUp()
    {
        _teller?.Dispose();
        await (_fleet?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Told_three_times_in_any_order_to_processes_that_are_killed_it_gives_the_same_events_and_each_once(
        CancellationToken cancellationToken
    )
    {
        _fleet = await StoryFleet.StartAsync(Silence, cancellationToken);
        _teller = new StoryTeller(_fleet.Receivers);
        var (cast, shuffledCast) = (Cast("254712345678", "chat_123"), Cast("254712345679", $"chat_{CapturePost.Number}_254712345679"));
        var (story, shuffled) = (new WholeConversation(cast, isToldTwice: true), new WholeConversation(shuffledCast, isToldTwice: true));
        var (told, toldShuffled) = (Told(cast), Told(shuffledCast));
        var (repeats, posts) = (Repeats(story), new Queue<StoryPost[]>(Shuffled(shuffled).Chunk(12)));

        await _fleet.RestartForwarderAsync(0, cancellationToken); // from now on silence ends nothing
        for (var act = 0; act < story.Acts.Count; act++)
        {
            var killed = act % 2 == 0 ? _fleet.RestartNextAsync(cancellationToken) : Task.CompletedTask;
            await Task.WhenAll(killed, TellActAsync(act), _teller.TellAsync(posts.TryDequeue(out var some) ? some : [], cancellationToken));
        }

        await told.HasAsync(Spoken);
        await toldShuffled.HasAsync(Spoken);
        Assert.That((told.Events().Count, toldShuffled.Events().Count), Is.EqualTo((Spoken, Spoken)), "who was killed may still hold some");
        await _fleet.ForgetKilledAsync();
        await Task.WhenAll(told.HasAsync(Spoken + 1), toldShuffled.HasAsync(Spoken + 1));
        await _teller.TellAsync([.. story.Return(Return).Posts, .. shuffled.Return(Return).Posts, .. repeats[^1]], cancellationToken);
        await Task.WhenAll(told.HasAsync(Spoken + 2), toldShuffled.HasAsync(Spoken + 2));
        await _fleet.IsIdleAsync();

        var expected = ExpectedStory.Events("chat_123", Silence, Return);
        Assert.That(Lines(told.Events()), Is.EqualTo(Lines(expected)));
        expected = ExpectedStory.Events(ExpectedStory.Own, Silence, Return);
        Assert.That(Lasting(toldShuffled.Events()), Is.EqualTo(Lasting(expected)));

        async Task TellActAsync(int act)
        {
            await _teller.TellAsync([.. story.Acts[act].Posts, .. repeats[act]], cancellationToken);
            await told.HasAsync(EventsOfActs.Take(act + 1).Sum());
        }
    }

    private StoryCast Cast(string phone, string chat) => StoryCast.At(_began, CapturePost.Number, phone, chat);

    private ToldStory Told(StoryCast cast) => new(_fleet.Collector, cast, _began);

    /// <summary>What is told again after each act, and after the end: each post of an act twice, at once or any time later.</summary>
    private List<StoryPost>[] Repeats(WholeConversation story)
    {
        var after = Enumerable.Range(0, story.Acts.Count + 1).Select(_ => new List<StoryPost>()).ToArray();
        foreach (var (act, post) in story.Acts.Index().SelectMany(act => act.Item.Posts.Select(post => (act.Index, post))))
        {
            for (var copy = 1; copy < Copies; copy++)
            {
                after[_random.Next(act, after.Length)].Add(post);
            }
        }

        return after;
    }

    private StoryPost[] Shuffled(WholeConversation story)
    {
        StoryPost[] posts = [.. Enumerable.Repeat(story.Acts.SelectMany(act => act.Posts), Copies).SelectMany(copy => copy)];
        _random.Shuffle(posts);
        return posts;
    }

    private static string Lines(IEnumerable<ToldEvent> events) => string.Join('\n', events);

    private static string Lasting(IEnumerable<ToldEvent> events) =>
        string.Join('\n', events.Select(item => $"{item.Lasting()}").Order(StringComparer.Ordinal));
}
