using System.Text;
using System.Text.Json.Nodes;
using Bridge.DeadLetters;
using Bridge.Identity;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Intake;

/// <summary>A person who was erased while something of them was still on its way to the store.</summary>
public class ErasureOnArrivalTests
{
    private const string Erased = "254712345678";
    private const string Neighbour = "254700000009";
    private static readonly Actor Operator = new("ada");

    private ScriptedCollector _collector = null!;
    private TemporaryDatabase _spool = null!;

    [SetUp]
    public async Task Start() => (_collector, _spool) = (await ScriptedCollector.StartAsync(), new TemporaryDatabase());

    [TearDown]
    public async Task Stop()
    {
        await _collector.DisposeAsync();
        _spool.Dispose();
    }

    [TestCase(StoreProvider.Sqlite)]
    [TestCase(StoreProvider.Postgres, Category = Needs.Server)]
    public async Task What_lay_in_the_spool_is_erased_when_it_is_taken_in(string provider)
    {
        await using var location = await StoreLocation.CreateAsync(provider);
        await using (var before = await StartAsync(location, builder => builder.Services.Remove(Worker(builder))))
        {
            await PostAsync(before, Message(Erased, 1), Message(Neighbour, 2), Nameless(Erased), Nameless(Neighbour));
            await EraseAsync(before);
        }

        await using var after = await StartAsync(location);
        await PostAsync(after, Message(Neighbour, 3));

        await ArrivedAsync(2, 3);
        Assert.That(await location.CountAsync("dead_letters"), Is.EqualTo(1), "the neighbour's alone");
        Assert.That(await location.TextsAsync("people", "id"), Has.None.Contains(Erased));
    }

    [TestCase(StoreProvider.Sqlite)]
    [TestCase(StoreProvider.Postgres)]
    [Category(Needs.Server)]
    public async Task What_lay_in_the_broker_is_erased_when_it_is_taken_in(string provider)
    {
        await using var location = await StoreLocation.CreateAsync(provider);
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var receiver = await rig.StartReceiverAsync();
        await PostAsync(receiver, Message(Erased, 1), Message(Neighbour, 2), Nameless(Erased), Nameless(Neighbour));
        await using (var ops = await StartAsync(location, null, ("Role", "ops")))
        {
            await EraseAsync(ops);
        }

        await using var forwarder = await rig.StartForwarderAsync(_collector, null, ("Store:ConnectionString", location.Address));
        await PostAsync(receiver, Message(Neighbour, 3));

        await ArrivedAsync(2, 3);
        Assert.That(await location.CountAsync("dead_letters"), Is.EqualTo(1), "the neighbour's alone");
    }

    [Test]
    [Category(Needs.Server)]
    public async Task Who_is_erased_over_one_of_two_forwarders_is_erased_for_the_other_too()
    {
        await using var location = await StoreLocation.CreateAsync(StoreProvider.Postgres);
        using var spool = new TemporaryDatabase();
        await using var asked = await StartAsync(location);
        await using var other = await StartAsync(location, null, ("Spool:Path", spool.Path));
        await PostAsync(other, Message(Neighbour, 1));
        await ArrivedAsync(1); // it has just asked who was erased

        await EraseAsync(asked);
        await PostAsync(other, Message(Erased, 2), Message(Neighbour, 3));

        await ArrivedAsync(1, 3);
    }

    [Test]
    public async Task What_Meta_repeats_stays_erased_and_what_the_person_writes_from_then_on_is_theirs_to_write()
    {
        await using var location = await StoreLocation.CreateAsync(StoreProvider.Sqlite);
        await using var bridge = await StartAsync(location);
        await EraseAsync(bridge);

        await PostAsync(
            bridge,
            Message(Erased, 1),
            Message(Erased, 2, DateTimeOffset.UtcNow + TimeSpan.FromHours(1)),
            Message(Neighbour, 3)
        );

        await ArrivedAsync(2, 3);
    }

    [TestCase(StoreProvider.Sqlite)]
    [TestCase(StoreProvider.Postgres, Category = Needs.Server)]
    public async Task Who_writes_again_begins_anew(string provider)
    {
        await using var location = await StoreLocation.CreateAsync(provider);
        await using var bridge = await StartAsync(location);
        await PostAsync(bridge, Message(Erased, 1));
        await ArrivedAsync(1);
        await EraseAsync(bridge);

        await PostAsync(bridge, Message(Erased, 2, DateTimeOffset.UtcNow + TimeSpan.FromHours(1)));

        await ArrivedAsync(1, 2);
        var told = _collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!["properties"]!).ToList();
        Assert.That(told.Select(one => (string?)one["conversationId"]), Is.Unique);
        Assert.That(told.Select(one => (bool)one["isFirstInConversation"]!), Has.All.True);
        Assert.That(await location.TextsAsync("people", "id"), Is.EqualTo((string[])["+" + Erased]));
    }

    [TestCase(StoreProvider.Sqlite)]
    [TestCase(StoreProvider.Postgres, Category = Needs.Server)]
    public async Task Who_writes_again_together_with_somebody_new_holds_up_nobody(string provider)
    {
        var later = (DateTimeOffset.UtcNow + TimeSpan.FromHours(1)).ToUnixTimeSeconds();
        await using var location = await StoreLocation.CreateAsync(provider);
        await using var bridge = await StartAsync(location);
        await PostAsync(bridge, Message(Erased, 1));
        await ArrivedAsync(1);
        await EraseAsync(bridge);

        var together = Encoding.UTF8.GetString(TextWebhook.Together([2, 3])).Replace("1700000000", $"{later}", StringComparison.Ordinal);
        var second = together.LastIndexOf(Erased, StringComparison.Ordinal);
        await PostAsync(bridge, together[..second] + Neighbour + together[(second + Erased.Length)..]);

        await ArrivedAsync(1, 2, 3);
    }

    [TestCase(StoreProvider.Sqlite)]
    [TestCase(StoreProvider.Postgres, Category = Needs.Server)]
    public async Task What_was_known_of_their_other_ids_is_forgotten_in_memory_too_and_can_be_learned_again(string provider)
    {
        const string Bsuid = "KE.20990018275536417708";
        var later = DateTimeOffset.UtcNow + TimeSpan.FromHours(1);
        await using var location = await StoreLocation.CreateAsync(provider);
        await using var bridge = await StartAsync(location);
        await PostAsync(bridge, OfBothIds(1, Bsuid));
        await ArrivedAsync(1);
        await EraseAsync(bridge);

        await PostAsync(bridge, OfBothIds(2, Bsuid, later).Replace($"\"from\":\"{Erased}\",", "", StringComparison.Ordinal));
        await ArrivedAsync(1, 2);
        var unnamed = _collector.TakenPayloads.Values.Single(payload => payload.Contains("wamid.2", StringComparison.Ordinal));
        await PostAsync(bridge, OfBothIds(3, Bsuid, later));
        await ArrivedAsync(1, 2, 3);

        Assert.That(unnamed, Does.Contain(Bsuid).And.Not.Contain(Erased));
        Assert.That(await location.CountAsync("people WHERE phone IS NOT NULL AND bsuid IS NOT NULL"), Is.EqualTo(2));
    }

    [Test]
    public async Task Whoever_is_known_by_a_pseudonym_alone_is_erased_by_it()
    {
        const string Pepper = "0123456789abcdef0123456789abcdef";
        await using var location = await StoreLocation.CreateAsync(StoreProvider.Sqlite);
        await using var bridge = await StartAsync(location, null, ("Identity:UserId", "hashed"), ("Identity:Pepper", Pepper));
        await EraseAsync(bridge, new Pseudonyms(Pepper).Of("+" + Erased));

        await PostAsync(bridge, Message(Erased, 1), Message(Neighbour, 2));

        await Eventually.HoldsAsync(() => _collector.Taken.Count > 0, "the neighbour's arrives");
        Assert.That(_collector.Taken.Keys, Is.EqualTo((Guid[])[new TextWebhook(2).Id]));
    }

    private Task<BridgeHost> StartAsync(
        StoreLocation location,
        Action<WebApplicationBuilder>? adjust = null,
        params (string Key, string? Value)[] settings
    ) =>
        BridgeHost.StartAsync(
            settings
                .Prepend(("Store:ConnectionString", location.Address))
                .Prepend(("Spool:Path", _spool.Path))
                .Prepend(("Collector:Url", _collector.Url.ToString()))
                .Prepend(("Delivery:LingerMilliseconds", "20"))
                .Select(setting => KeyValuePair.Create(setting.Item1, setting.Item2)),
            adjust
        );

    private static ServiceDescriptor Worker(WebApplicationBuilder builder) =>
        builder.Services.Single(service => service.ImplementationType == typeof(IntakeWorker));

    private static Task<Erasure> EraseAsync(BridgeHost bridge, string user = "+" + Erased) =>
        bridge.Services.GetRequiredService<IDeadLetterAdmin>().EraseAsync(user, "asked", Operator, CancellationToken.None);

    private static async Task PostAsync(BridgeHost bridge, params string[] bodies)
    {
        foreach (var body in bodies)
        {
            using var answer = await bridge.SendAsync(SignedRequest.Create(Encoding.UTF8.GetBytes(body)));
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }
    }

    /// <summary>These are at the collector, and nothing else is.</summary>
    private async Task ArrivedAsync(params int[] numbers)
    {
        await Eventually.HoldsAsync(() => _collector.Taken.Count >= numbers.Length, "all others arrive");
        Assert.That(
            _collector.TakenPayloads.Values.Select(payload => payload[payload.IndexOf("wamid.", StringComparison.Ordinal)..][..7]),
            Is.EquivalentTo(numbers.Select(number => $"wamid.{number}"))
        );
    }

    private static string Message(string from, int number, DateTimeOffset? at = null) =>
        Encoding
            .UTF8.GetString(new TextWebhook(number).Body)
            .Replace("254712345678", from, StringComparison.Ordinal)
            .Replace(
                "1700000000",
                $"{(at ?? DateTimeOffset.FromUnixTimeSeconds(1700000000)).ToUnixTimeSeconds()}",
                StringComparison.Ordinal
            );

    private static string OfBothIds(int number, string bsuid, DateTimeOffset? at = null) =>
        Message(Erased, number, at)
            .Replace($"[{{\"wa_id\":\"{Erased}\"}}]", "[]", StringComparison.Ordinal)
            .Replace($"\"from\":\"{Erased}\"", $"\"from\":\"{Erased}\",\"from_user_id\":\"{bsuid}\"", StringComparison.Ordinal);

    /// <summary>A message that cannot be read, so that it is kept raw.</summary>
    private static string Nameless(string from) => Message(from, 9).Replace("\"id\":\"wamid.9\",", "", StringComparison.Ordinal);
}
