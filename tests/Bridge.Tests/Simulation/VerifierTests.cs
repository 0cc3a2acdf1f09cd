using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Load;
using Bridge.Support;

namespace Bridge.Simulation;

public class VerifierTests
{
    private static readonly TrafficOptions Options = new(100, TimeSpan.FromSeconds(1), Seed: 1) { Duplicates = 0, UpdatesPerPost = (3, 3) };

    private readonly TimeProvider _clock = TimeProvider.System;
    private SampleCollector _collector = null!;
    private CollectorRecords _records = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _collector = new SampleCollector(new CollectorSettings("http://127.0.0.1:0", "key"), _clock);
        await _collector.StartAsync(CancellationToken.None);
        _records = new CollectorRecords(new Uri(_collector.Url));
    }

    [TearDown]
    public async Task StopAsync()
    {
        _records.Dispose();
        await _collector.DisposeAsync();
    }

    [Test]
    public async Task What_is_not_at_the_collector_when_nothing_more_comes_is_lost()
    {
        var posts = Posts();
        var verifier = await BeginAsync();
        posts.ForEach(post => verifier.Expect(post, _clock.GetUtcNow()));
        posts.Skip(1).ToList().ForEach(Take);

        await verifier.SettleAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.That(verifier.SomeMissing(10), Is.EquivalentTo(EventsOf(posts[0]).Select(item => item.Id)));
        Assert.That(verifier.Expected, Is.EqualTo(posts.Sum(post => EventsOf(post).Count)));
    }

    [Test]
    public async Task What_came_long_after_its_200_is_late_and_what_came_again_is_doubled()
    {
        var posts = Posts();
        Take(posts[1]);
        Take(posts[1]); // before the run: not its business
        var verifier = await BeginAsync();
        verifier.Expect(posts[0], _clock.GetUtcNow().AddMinutes(-1));
        verifier.Expect(posts[2], _clock.GetUtcNow());
        Take(posts[0]);
        Take(posts[2]);
        Take(posts[2]);

        await verifier.SettleAsync(TimeSpan.FromSeconds(10), CancellationToken.None);

        Assert.That(
            (verifier.Late, verifier.Doubled, verifier.Missing),
            Is.EqualTo(((long)EventsOf(posts[0]).Count, (long)EventsOf(posts[2]).Count, 0))
        );
        Assert.That(verifier.Delays.Max, Is.GreaterThan(TimeSpan.FromSeconds(59)));
    }

    [Test]
    public async Task A_repeated_post_is_expected_once()
    {
        var post = Posts()[0];
        var verifier = await BeginAsync();

        verifier.Expect(post, _clock.GetUtcNow());
        verifier.Expect(post.Again(TimeSpan.Zero), _clock.GetUtcNow());

        Assert.That(verifier.Expected, Is.EqualTo(EventsOf(post).Count));
    }

    [Test]
    public async Task A_look_that_is_cut_off_forgets_nothing()
    {
        var posts = Posts();
        var verifier = await BeginAsync();
        posts.ForEach(post => verifier.Expect(post, _clock.GetUtcNow()));
        posts.ForEach(Take);
        using var cut = new CancellationTokenSource();
        await cut.CancelAsync();

        Assert.That(
            async () => await verifier.SettleAsync(TimeSpan.FromSeconds(10), cut.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
        await verifier.SettleAsync(TimeSpan.FromSeconds(10), CancellationToken.None);

        Assert.That(verifier.Missing, Is.Zero);
    }

    [Test]
    public async Task Unreadable_items_are_for_the_dead_letters_and_not_lost()
    {
        var verifier = await BeginAsync();

        verifier.Expect(new Post(TimeSpan.Zero, Encoding.UTF8.GetBytes("not JSON")), _clock.GetUtcNow());
        await verifier.SettleAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.That((verifier.Expected, verifier.DeadLetters, verifier.Missing), Is.EqualTo((0L, 1L, 0)));
    }

    [TestCase(0, 1)]
    [TestCase(1, 0)]
    public async Task A_CRMs_end_of_a_conversation_that_ended_otherwise_before_is_not_lost(int ends, int missing)
    {
        var settings = new RunSettings(new Uri("http://127.0.0.1:9"), "secret", null) { ArePeopleNew = true };
        var verifier = await BeginAsync(new DerivedCheck(_records, settings, _clock));
        Enumerable.Range(0, ends).ToList().ForEach(_ => _collector.Taken.Add(EndBySilence().Root, _clock.GetUtcNow()));

        verifier.Expect(new Post(TimeSpan.Zero, EndByCrm) { IsFromCrm = true }, _clock.GetUtcNow());
        await verifier.SettleAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.That((verifier.Missing, verifier.Expected), Is.EqualTo((missing, (long)missing)));
    }

    private static byte[] EndByCrm =>
        """
            {"batch":[{"type":"track","event":"chat.resolved","userId":"+254712345678","timestamp":"2026-01-23T10:05:00Z",
            "context":{"channel":"whatsapp","phoneNumberId":"106540352242922"},
            "properties":{"chatId":"chat_1","resolutionType":"resolved"}}]}
            """u8.ToArray();

    private static JsonTape EndBySilence()
    {
        _ = JsonTape.TryParse(
            """{"event":"chat.resolved","userId":"+254712345678","context":{"phoneNumberId":"106540352242922"}}"""u8.ToArray(),
            out var tape
        );
        return tape;
    }

    private async Task<Verifier> BeginAsync(DerivedCheck? derived = null)
    {
        var verifier = new Verifier(_records, TimeSpan.FromSeconds(10), _clock) { Derived = derived };
        await verifier.BeginAsync(CancellationToken.None);
        return verifier;
    }

    private void Take(Post post)
    {
        foreach (var item in EventsOf(post))
        {
            _ = JsonTape.TryParse(Encoding.UTF8.GetBytes(Translations.Json(item)), out var tape);
            using (tape)
            {
                _collector.Taken.Add(tape.Root, _clock.GetUtcNow());
            }
        }
    }

    private List<Post> Posts() => [.. new Traffic(Options, _clock).Posts().Take(5)];

    private static List<TrackEvent> EventsOf(Post post) =>
        WebhookTranslator.Translate(post.Body, DateTimeOffset.UtcNow, TranslationOptions.Default).Events;
}
