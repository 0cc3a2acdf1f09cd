using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>
/// Signed bodies with contents that a column or an index could refuse: they are taken in, and their neighbours do not notice.
/// </summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Sqlite, true, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class PoisonTests(string provider, bool overBroker)
{
    private const string Number = "106540352242922";
    private const int Posts = 10;

    private WholeWay _way = null!;
    private int _numbers;

    [OneTimeSetUp]
    public async Task Start() => _way = await WholeWay.StartAsync(provider, overBroker);

    [OneTimeTearDown]
    public async Task Stop() => await _way.DisposeAsync();

    [TestCaseSource(nameof(Poisons))]
    public async Task Odd_contents_of_a_signed_body_stop_slow_down_and_lose_no_neighbour(string poison)
    {
        var good = TextWebhook.Many(++_numbers, _numbers += Posts);
        var before = _way.Collector.Taken.Count;

        await _way.PostAsync(good[0].Body);
        foreach (var neighbour in good.Skip(1))
        {
            await _way.PostAsync(Beside(neighbour, poison));
        }

        await _way.DeliveredAsync(good);
        await Eventually.HoldsAsync(
            () => _way.Collector.Taken.Count == before + good.Count + Posts,
            "the odd ones are events too, and arrive"
        );
        await Eventually.HoldsAsync(_way.IsWellAsync, "all is well");
        Assert.That(await _way.Location.CountAsync("dead_letters"), Is.Zero);
    }

    /// <summary>What each says differs from the other only in the text that is odd.</summary>
    private static IEnumerable<TestCaseData> Poisons() =>
        [
            Named(
                "neither account nor number, but both ids of the person",
                """
                {"changes":[{"field":"messages","value":{
                "contacts":[{"wa_id":"254711111111","user_id":"KE.13491208655302741918"}],
                "messages":[{"from":"254711111111","from_user_id":"KE.13491208655302741918","id":"wamid.POISON",
                "timestamp":"1700000000","type":"text","text":{"body":"?"}}]}}]}
                """.ReplaceLineEndings("")
            ),
            Named("an account of 6 kB", Entry(Noise(6_000), Number)),
            Named("an account of 20 kB", Entry(Noise(20_000), Number)),
            Named("a number of 9 kB", Entry("102290129340398", Noise(9_000))),
            Named("an account and a number of nothing", Entry("", "")),
            Named("an account with NUL", Entry("1022\0", Number)),
            Named("half a pair in the account, as text", Entry("HALF", Number).Replace("HALF", @"1022\ud83d", StringComparison.Ordinal)),
            Named("the id before an update, of 9 kB", Update("KE." + Noise(9_000))),
            Named("the id before an update, of nothing", Update("")),
            Named("a name of 9 kB", Entry("102290129340398", Number, Noise(9_000))),
            Named("a name with NUL", Entry("102290129340398", Number, "a\0b")),
        ];

    private static TestCaseData Named(string name, string entry) => new TestCaseData(entry).SetArgDisplayNames(name);

    private static string Entry(string account, string number, string username = "poison") =>
        JsonSerializer.Serialize(
            new
            {
                id = account,
                changes = new[]
                {
                    new
                    {
                        field = "messages",
                        value = new
                        {
                            metadata = new { phone_number_id = number },
                            contacts = new[]
                            {
                                new
                                {
                                    wa_id = "254711111111",
                                    user_id = "KE.13491208655302741918",
                                    profile = new { username },
                                },
                            },
                            messages = new[]
                            {
                                new
                                {
                                    from = "254711111111",
                                    from_user_id = "KE.13491208655302741918",
                                    id = "wamid.POISON",
                                    timestamp = "1700000000",
                                    type = "text",
                                    text = new { body = "?" },
                                },
                            },
                        },
                    },
                },
            }
        );

    private static string Update(string previous) =>
        JsonSerializer.Serialize(
            new
            {
                id = "102290129340398",
                changes = new[]
                {
                    new
                    {
                        field = "user_id_update",
                        value = new
                        {
                            metadata = new { phone_number_id = Number },
                            contacts = new[] { new { wa_id = "254711111111" } },
                            user_id_update = new[]
                            {
                                new
                                {
                                    wa_id = "254711111111",
                                    user_id = new { previous, current = "KE.POISON" },
                                    timestamp = "1700000000",
                                },
                            },
                        },
                    },
                },
            }
        );

    /// <summary>Text that no compression makes small enough for an index.</summary>
    private static string Noise(int length) =>
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.", length);

    /// <summary>In one POST with a good entry before it, the poison another message each time.</summary>
    private static byte[] Beside(TextWebhook neighbour, string poison)
    {
        var text = poison.Replace("POISON", $"POISON{neighbour.Number}", StringComparison.Ordinal);
        var entry = JsonNode.Parse(neighbour.Body)!["entry"]![0]!.ToJsonString();
        return Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{{entry}},{{text}}]}""");
    }
}
