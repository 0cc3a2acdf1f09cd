using System.Text.Json.Nodes;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>
/// A CRM tells of a message and names no business number, and tells it again when Bridge knows it, or knows it no more: one event.
/// </summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class NumberlessOrderTests(string provider)
{
    private const string Person = "+254712345678";

    private static readonly DateTimeOffset At = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly byte[] Hello = Tellings.OfMeta(
        """
        "messages":[{"from":"254712345678","id":"wamid.hello","timestamp":"1769158700","type":"text","text":{"body":"Hello"} }]
        """,
        At
    );

    private KillableIntakes _intakes = null!;

    [SetUp]
    public async Task Start() => _intakes = await KillableIntakes.StartAsync(provider);

    [TearDown]
    public Task Stop() => _intakes.DisposeAsync().AsTask();

    [TestCase("message.sent")]
    [TestCase("message.received")]
    [TestCase("message.read")]
    [TestCase("message.failed")]
    public async Task What_is_told_again_when_the_number_is_known_is_a_duplicate(string name)
    {
        await TellAsync([Crm(name)], [Hello], [Crm(name)], [Crm(name), Crm(name)]);

        Assert.That(await ToldAsync(name), Is.EqualTo((string?[])[null]), "the number");
        Assert.That(await _intakes.DroppedAsync("duplicate"), Is.EqualTo(3));
    }

    [TestCase("message.sent")]
    [TestCase("message.received")]
    public async Task What_is_told_again_when_the_number_is_known_no_more_is_a_duplicate(string name)
    {
        await TellAsync([Hello], [Crm(name)]);
        await ForgetNumbersAsync();
        await TellAsync([Crm(name)], [Hello, Crm(name)]);

        Assert.That(await ToldAsync(name), Is.EqualTo((string[])[Translations.Source]), "the number");
    }

    [Test]
    public async Task What_Meta_tells_of_it_is_told_all_the_same_and_once()
    {
        await TellAsync([Crm("message.sent")], [Hello], [Crm("message.sent")], [Sent()], [Crm("message.sent")], [Sent()]);

        Assert.That(await ToldAsync("message.sent"), Is.EquivalentTo((string?[])[null, Translations.Source]));
    }

    [Test]
    public async Task What_Meta_tells_in_the_group_of_the_second_telling_is_told_all_the_same_and_once()
    {
        await TellAsync([Crm("message.sent")], [Hello], [Crm("message.sent"), Sent(), Crm("message.sent")], [Crm("message.sent")]);

        Assert.That(await ToldAsync("message.sent"), Is.EquivalentTo((string?[])[null, Translations.Source]));
    }

    /// <param name="order">Of Meta's and the CRM's tellings; in parentheses those of one group.</param>
    [TestCase("MC")]
    [TestCase("CM")]
    [TestCase("CCM")]
    [TestCase("(MC)")]
    [TestCase("(CCM)")]
    public async Task What_was_joined_with_Metas_is_a_duplicate_under_either_id(string order)
    {
        var tellings = order.Trim('(', ')').Select(teller => teller == 'M' ? Sent() : Crm("message.sent")).ToList();
        await TellAsync([Hello]);
        await TellAsync(
            order[0] == '('
                ?
                [
                    [.. tellings],
                ]
                : [.. tellings.Select(telling => (byte[][])[telling])]
        );
        await TellAsync([Crm("message.sent")]);
        await ForgetNumbersAsync();
        await TellAsync([Crm("message.sent")]);

        var sent = (await EventsAsync("message.sent")).Single();
        Assert.That((string?)sent["properties"]!["team"], Is.EqualTo("sales"), "of both");
    }

    /// <summary>Takes in one group after the other.</summary>
    private async Task TellAsync(params byte[][][] groups)
    {
        foreach (var (place, group) in groups.Index())
        {
            await _intakes.TakeInAsync(group, place);
        }
    }

    private async Task ForgetNumbersAsync() => await _intakes.QueryAsync("DELETE FROM conversations RETURNING 1");

    private async Task<IEnumerable<string?>> ToldAsync(string name) =>
        (await EventsAsync(name)).Select(item => (string?)item["context"]!["phoneNumberId"]);

    /// <summary>What left of that message, once nothing waits any more.</summary>
    private async Task<IEnumerable<JsonNode>> EventsAsync(string name)
    {
        _intakes.Pass(TimeSpan.FromMinutes(1));
        await _intakes.ReleaseAsync(0);
        return (await _intakes.EventsAsync()).Where(item => (string?)item["event"] == name && !IsHello(item));
    }

    private static bool IsHello(JsonNode item) => (string?)item["properties"]!["messageId"] == "wamid.hello";

    private static byte[] Crm(string name) => Tellings.OfCrm(name, Person, At, "\"messageId\":\"wamid.1\",\"team\":\"sales\"", At);

    private static byte[] Sent() =>
        Tellings.OfMeta(
            """
            "statuses":[{"id":"wamid.1","status":"sent","timestamp":"1769158800","recipient_id":"254712345678",
            "pricing":{"billable":true,"category":"service"}}]
            """,
            At
        );
}
