using System.Net;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>
/// Bridge from a signed POST to the collector, embedded or over a broker, with either store, and a look from outside at what became of it.
/// </summary>
internal sealed class WholeWay : IAsyncDisposable
{
    /// <summary>How late an event may be, whatever its neighbours are.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly BrokerRig? _rig;
    private readonly BridgeHost _receiver;
    private readonly BridgeHost _forwarder;

    private WholeWay(StoreLocation location, ScriptedCollector collector, BrokerRig? rig, BridgeHost receiver, BridgeHost forwarder) =>
        (Location, Collector, _rig, _receiver, _forwarder) = (location, collector, rig, receiver, forwarder);

    public StoreLocation Location { get; }

    public ScriptedCollector Collector { get; }

    public BridgeHost Forwarder => _forwarder;

    /// <summary>Null when embedded.</summary>
    public BrokerRig? Broker => _rig;

    public static async Task<WholeWay> StartAsync(string provider, bool overBroker, params (string Key, string? Value)[] more)
    {
        var location = await StoreLocation.CreateAsync(provider);
        var collector = await ScriptedCollector.StartAsync();
        (string, string?)[] settings =
        [
            ("Store:ConnectionString", location.Address),
            ("Events:Forward", "all"),
            ("Collector:Url", collector.Url.ToString()),
            ("Delivery:LingerMilliseconds", "20"),
            ("Conversations:ForgetAfter", "3650d"), // what the samples tell is of 2023, and would be forgotten between two posts
            .. more,
        ];
        if (!overBroker)
        {
            var whole = await BridgeHost.StartAsync(settings.Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)));
            return new WholeWay(location, collector, null, whole, whole);
        }

        var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        var forwarder = await rig.StartForwarderAsync(collector, null, settings);
        return new WholeWay(
            location,
            collector,
            rig,
            await rig.StartReceiverAsync([.. more.Where(setting => IsOfReceiver(setting.Key))]),
            forwarder
        );
    }

    /// <summary>Posts a signed body, which is answered 200.</summary>
    public async Task PostAsync(byte[] body)
    {
        using var answer = await _receiver.SendAsync(SignedRequest.Create(body));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>Sends any request to the receiver.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _receiver.SendAsync(request);

    /// <summary>The events of these arrive, and soon.</summary>
    public Task DeliveredAsync(params IReadOnlyCollection<TextWebhook> webhooks)
    {
        var ids = webhooks.Select(webhook => webhook.Id).ToList();
        return Eventually.HoldsAsync(
            () => Task.FromResult(ids.TrueForAll(Collector.Taken.ContainsKey)),
            "every good neighbour is at the collector",
            Longest
        );
    }

    /// <summary>Whether nothing is told to stand still or to be in the way, by any process.</summary>
    public async Task<bool> IsWellAsync() => await _receiver.IsWellAsync() && await _forwarder.IsWellAsync();

    private static bool IsOfReceiver(string key) => key.StartsWith("Capture:", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        if (_rig is not null)
        {
            await _forwarder.DisposeAsync();
            await _rig.DisposeAsync();
        }

        await Collector.DisposeAsync();
        await Location.DisposeAsync();
    }
}
