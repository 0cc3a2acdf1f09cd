using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Json;
using Bridge.Core.Translation;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Intake;

/// <summary>
/// Damaged samples and bodies from the field go the whole way, each in one POST with a good entry. <c>BRIDGE_TEST_MUTATIONS</c> is how many
/// to try in each deployment (200 unless set), <c>BRIDGE_MUTATION_SEED</c> where to begin.
/// </summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
[Category(Needs.Patience)]
internal sealed class MutatedWebhooksTests(string provider, bool overBroker)
{
    private const int FewMutations = 200;
    private const int AtOnce = 8;

    private static readonly DateTimeOffset[] SomeTimes = [DateTimeOffset.UnixEpoch.AddYears(60), DateTimeOffset.UnixEpoch.AddYears(61)];

    [Test]
    public async Task Whatever_stands_beside_it_each_good_event_arrives_soon_and_each_odd_item_is_an_event_or_a_dead_letter()
    {
        await using var way = await WholeWay.StartAsync(provider, overBroker, ("Intake:UnavailableHold", "00:00:00"));
        var posts = Posts(Setting("BRIDGE_TEST_MUTATIONS", FewMutations), Setting("BRIDGE_MUTATION_SEED", 0));

        foreach (var some in posts.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(post => way.PostAsync(post.Body)));
            await way.DeliveredAsync([.. some.Select(post => post.Good).OfType<TextWebhook>()]);
        }

        var odd = posts.SelectMany(post => Certain(post.Body)).ToHashSet();
        await Eventually.HoldsAsync(
            async () => await DeadAsync(way) is var dead && odd.All(id => way.Collector.Taken.ContainsKey(id) || dead.Contains(id)),
            "each odd item is somewhere"
        );
        await Eventually.HoldsAsync(way.IsWellAsync, "all is well");
        Assert.That(posts.Count(post => post.Good is not null), Is.GreaterThan(posts.Count / 2));
        Assert.That(odd, Has.Count.GreaterThan(posts.Count));
        Assert.That(
            await way.Location.QueryAsync("SELECT COUNT(*) FROM dead_letters WHERE reason IN ('unstorable', 'undeserialisable')"),
            Is.EqualTo("0")
        );
    }

    private static List<(byte[] Body, TextWebhook? Good)> Posts(int count, int first)
    {
        var files = Directory
            .EnumerateFiles(Samples.Webhooks, "*.json")
            .Concat(Samples.CorpusFiles())
            .Order(StringComparer.Ordinal)
            .ToList();
        var bodies = files.ConvertAll(file => Encoding.UTF8.GetBytes(JsonNode.Parse(File.ReadAllBytes(file))!.ToJsonString()));
        return
        [
            .. Enumerable
                .Range(first, count)
                .Select(seed =>
                    WithNeighbour(new BodyMutator(new Random(seed)).Mutate(bodies[seed % bodies.Count]), new TextWebhook(seed))
                ),
        ];
    }

    /// <summary>
    /// A body that is no JSON any more, or has no entries, or is nested so deep that it is unreadable as a whole, has no room for a
    /// neighbour.
    /// </summary>
    private static (byte[] Body, TextWebhook? Good) WithNeighbour(byte[] mutated, TextWebhook good)
    {
        try
        {
            using var webhook = JsonDocument.Parse(mutated, new JsonDocumentOptions { MaxDepth = JsonTape.MaxDepth });
            if (
                webhook.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("entry", out var entry)
                && entry.ValueKind == JsonValueKind.Array
            )
            {
                var entries = entry.EnumerateArray().Select(one => one.GetRawText());
                return ([.. good.Body[..^2], .. Encoding.UTF8.GetBytes(string.Concat(entries.Select(one => "," + one))), .. "]}"u8], good);
            }
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            // Damaged as bytes, so that it is no JSON, or no UTF-8: it goes as it is.
        }

        return (mutated.Length > 0 ? mutated : "?"u8.ToArray(), null); // Meta posts no empty body, and its answer is 401
    }

    /// <summary>The ids of all its items, but those that depend on when it came, and those that a better one replaces.</summary>
    private static IEnumerable<Guid> Certain(byte[] body) =>
        SomeTimes
            .Select(time => WebhookTranslator.Translate(body, time, TranslationOptions.Default))
            .Select(IdsOf)
            .Aggregate((one, other) => one.Intersect(other));

    private static IEnumerable<Guid> IdsOf(WebhookTranslation translation) =>
        [
            .. translation.Events.Where(item => item.ReplacedBy is null).Select(item => item.Id),
            .. translation.Unreadable.Select(item => item.Id),
            .. translation.Unrecognised.Select(item => item.Id),
        ];

    private static async Task<HashSet<Guid>> DeadAsync(WholeWay way) => [.. await way.Location.ReadIdsAsync("dead_letters")];

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : byDefault;
}
