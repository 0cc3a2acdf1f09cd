using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>Conversations that end because nothing was written: never too early, whatever still waits in the spool.</summary>
internal sealed class SilenceTests
{
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;
    private DateTimeOffset _began;

    [SetUp]
    public async Task Start()
    {
        _file = new TemporaryDatabase();
        _bridge = new EmbeddedStore(
            _file,
            ("Events:Forward", "chat.resolved, contact.created"),
            ("Contacts:CountFrom", "2009-01-01"),
            ("Conversations:ResolveAfter", "24h")
        );
        _began = _bridge.Time.GetUtcNow();
        await HearAsync("wamid.1");
        await TakeInAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task A_day_of_silence_ends_a_conversation_once_at_the_time_of_its_last_message_and_a_day()
    {
        await PassAsync(TimeSpan.FromHours(24));
        Assert.That(await EndedAsync(), Is.Empty);

        await PassAsync(TimeSpan.FromMinutes(1));
        await PassAsync(TimeSpan.FromDays(3));

        var ended = (await EndedAsync()).Single();
        Assert.That((DateTimeOffset)ended["timestamp"]!, Is.EqualTo(_began.AddHours(24)));
        Assert.That((string?)ended["properties"]!["resolution"], Is.EqualTo("inactivity"));
        Assert.That((long?)ended["properties"]!["messageCount"], Is.EqualTo(1));
    }

    [Test]
    public async Task What_waits_in_the_spool_for_thirty_hours_ends_nothing_that_it_goes_on_with()
    {
        await PassAsync(TimeSpan.FromHours(20));
        await HearAsync("wamid.2");
        await PassAsync(TimeSpan.FromHours(30));
        Assert.That(await EndedAsync(), Is.Empty);

        await TakeInAsync();
        await PassAsync(TimeSpan.Zero);

        Assert.That((long?)(await EndedAsync()).Single()["properties"]!["messageCount"], Is.EqualTo(2));
    }

    [Test]
    public async Task A_conversation_that_goes_on_ends_a_day_after_its_last_message()
    {
        await PassAsync(TimeSpan.FromHours(23));
        await HearAsync("wamid.2");
        await TakeInAsync();
        await PassAsync(TimeSpan.FromHours(23));
        Assert.That(await EndedAsync(), Is.Empty);

        await PassAsync(TimeSpan.FromHours(2));

        Assert.That((DateTimeOffset)(await EndedAsync()).Single()["timestamp"]!, Is.EqualTo(_began.AddHours(47)));
    }

    [Test]
    public async Task A_conversation_that_was_forgotten_makes_no_second_contact_when_it_begins_anew()
    {
        await PassAsync(TimeSpan.FromDays(2));
        await PassAsync(TimeSpan.FromDays(400));
        Assert.That(await _bridge.CountAsync("conversations WHERE due_at IS NULL AND length(state) < 20"), Is.EqualTo(1));

        await HearAsync("wamid.2");
        await TakeInAsync();

        Assert.That(await WaitingAsync("contact.created"), Has.Count.EqualTo(1));
        Assert.That(await _bridge.CountAsync("conversations WHERE due_at IS NOT NULL"), Is.EqualTo(1));
    }

    [Test]
    public async Task What_waits_for_a_better_one_ends_nothing_that_it_goes_on_with()
    {
        await PassAsync(TimeSpan.FromHours(23));
        var deferred = Translations.Item(1) with
        {
            ReplacedBy = Guid.NewGuid(),
            ReceivedAt = _bridge.Time.GetUtcNow(),
            Deferral = new Deferral(DeferralReason.BetterCopy, _bridge.Time.GetUtcNow().AddHours(9)),
        };
        await _bridge.Store.TakeInAsync(new IntakeBatch([deferred]), CancellationToken.None);

        await PassAsync(TimeSpan.FromHours(3));

        Assert.That(await _bridge.Store.FindOldestDeferredAsync(CancellationToken.None), Is.EqualTo(deferred.ReceivedAt));
        Assert.That(await EndedAsync(), Is.Empty);
    }

    [Test]
    public async Task A_message_that_could_not_be_shown_and_the_real_one_count_once_where_neither_is_forwarded()
    {
        await HearAsync("wamid.2", """ "type":"unsupported","errors":[{"code":131060,"title":"?"}] """);
        await TakeInAsync();
        await HearAsync("wamid.2");
        await TakeInAsync();

        await PassAsync(TimeSpan.FromHours(25));

        Assert.That((long?)(await EndedAsync()).Single()["properties"]!["messageCount"], Is.EqualTo(2), "wamid.1 and wamid.2");
    }

    /// <summary>A message is received now.</summary>
    private async Task HearAsync(string id, string content = """ "type":"text","text":{"body":"?"} """)
    {
        var now = _bridge.Time.GetUtcNow();
        var body = $$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp","metadata":{"phone_number_id":"{{Translations.Source}}"},
            "messages":[{"from":"254712345678","id":"{{id}}","timestamp":"{{now.ToUnixTimeSeconds()}}",{{content}} }]
            } }]}]}
            """;
        var translation = WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), now, TranslationOptions.Default);
        var published = _bridge.Publisher.PublishAsync(translation, CancellationToken.None);
        Assert.That(await published, Is.EqualTo(PublishResult.Stored));
    }

    private async Task TakeInAsync()
    {
        var rows = await _bridge.Spool.ReadOldestAsync(1 << 20, CancellationToken.None);
        foreach (var slice in _bridge.Get<SpoolSlices>().Cut(rows, () => 500))
        {
            await _bridge.Get<IsolatingIntake>().TakeInAsync(slice.ToBatch(), CancellationToken.None);
        }
    }

    /// <summary>Time passes, and it is looked what silence has ended.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        _bridge.Time.Advance(time);
        var watermark = await _bridge.Get<SpoolWatermark>().FindAsync(CancellationToken.None);
        await _bridge.Get<EventIntake>().ExpireConversationsAsync(watermark!.Value, SilenceSweep.Step, CancellationToken.None);
    }

    private Task<IReadOnlyList<JsonNode>> EndedAsync() => WaitingAsync("chat.resolved");

    private async Task<IReadOnlyList<JsonNode>> WaitingAsync(string name)
    {
        var waiting = await _bridge.Store.ClaimAsync("default", 100, int.MaxValue, CancellationToken.None);
        await _bridge.Store.GiveBackAsync(waiting, null, CancellationToken.None);
        return [.. waiting.Where(one => one.Name == name).Select(one => JsonNode.Parse(one.Payload)!)];
    }
}
