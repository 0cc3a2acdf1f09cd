using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Intake;

/// <summary>
/// Spool, intake and store on a file that outlives them: webhooks go in, what waits for the collector is looked at, and it can be
/// restarted.
/// </summary>
internal sealed class IntakeRig : IAsyncDisposable
{
    private TemporaryDatabase _file = new();
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(100);

    private readonly (string Key, string Value)[] _settings;
    private readonly Dictionary<Guid, string> _delivered = [];
    private EmbeddedStore _bridge;

    private IntakeRig((string Key, string Value)[] settings)
    {
        _settings = settings;
        _bridge = new EmbeddedStore(_file, settings);
    }

    public EmbeddedStore Bridge => _bridge;

    public static async Task<IntakeRig> StartAsync(params (string Key, string Value)[] settings)
    {
        var rig = new IntakeRig([.. settings.Prepend(("Events:Forward", "all"))]);
        await rig.StartServicesAsync();
        return rig;
    }

    /// <summary>A webhook comes in and is taken in.</summary>
    /// <param name="isBackfilled">Whether a phone's history becomes events.</param>
    public async Task HearAsync(string body, bool isBackfilled = true)
    {
        var translation = WebhookTranslator.Translate(
            Encoding.UTF8.GetBytes(body),
            Translated.ReceivedAt,
            TranslationOptions.Default with
            {
                BackfillHistory = isBackfilled,
            }
        );
        Assert.That(await _bridge.Publisher.PublishAsync(translation, CancellationToken.None), Is.EqualTo(PublishResult.Stored));
        await Eventually.HoldsAsync(IsDrainedAsync, "the spool is drained");
    }

    /// <summary>What waits for the collector is delivered, and everything delivered so far returned.</summary>
    public async Task<IReadOnlyList<JsonNode>> DeliveredAsync()
    {
        var waiting = await _bridge.Store.ClaimAsync("default", 10_000, int.MaxValue, CancellationToken.None);
        foreach (var item in waiting)
        {
            Assert.That(
                _delivered.TryAdd(item.Id, Encoding.UTF8.GetString(item.Payload)),
                Is.True,
                "delivered twice: " + Encoding.UTF8.GetString(item.Payload)
            );
        }

        await _bridge.Store.CompleteAsync(waiting, CancellationToken.None);
        return [.. _delivered.Values.Select(payload => JsonNode.Parse(payload)!)];
    }

    /// <summary>kill -9 and a new start, on the files as they are at this moment.</summary>
    public async Task RestartAsync()
    {
        var now = _bridge.Time.GetUtcNow();
        var crashed = _file.AfterCrash();
        await _bridge.DisposeAsync();
        _file.Dispose();
        _file = crashed;
        _bridge = new EmbeddedStore(_file, _settings);
        _bridge.Time.Advance(now - _bridge.Time.GetUtcNow());
        await StartServicesAsync();
    }

    /// <summary>Lets time pass until deferred events were looked at again.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Eventually.HoldsAsync(() => _bridge.Time.Timers.Count > 0, "something waits for the time");
        _bridge.Time.Advance(time);
        await Eventually.HoldsAsync(async () => !await AnyDueAsync(), "what is due was released");
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    /// <summary>Intake rests between slices when it sees time pass; nobody else would let that rest end.</summary>
    private async Task<bool> IsDrainedAsync()
    {
        if (_bridge.Time.Timers.Any(left => left <= LongestRest))
        {
            _bridge.Time.Advance(LongestRest);
        }

        return await _bridge.CountAsync("spool") == 0;
    }

    private async Task StartServicesAsync()
    {
        await _bridge.StartAsync<IntakeWorker>();
        await _bridge.StartAsync<DeferredRelease>();
    }

    private Task<bool> AnyDueAsync() =>
        _bridge
            .Get<Storage.Sqlite.SqliteDatabase>()
            .Readers.ReadAsync(
                session => Storage.Sqlite.DeferredTable.IsAnyDue(session, _bridge.Get<Telemetry.SteadyClock>().Now),
                CancellationToken.None
            );
}
