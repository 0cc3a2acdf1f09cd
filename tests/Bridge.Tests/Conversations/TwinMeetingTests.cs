using Bridge.Core.Events;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>Twins that meet in PostgreSQL while two forwarders are in the middle of taking them in.</summary>
[Category(Needs.Server)]
internal sealed class TwinMeetingTests
{
    private const string WaitsForLocks =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private static readonly DateTimeOffset At = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);

    private KillableIntakes _intakes = null!;

    [SetUp]
    public async Task Start()
    {
        _intakes = await KillableIntakes.StartAsync(StoreProvider.Postgres);
        await _intakes.TakeInAsync([], 0); // so that there are tables
    }

    [TearDown]
    public async Task Stop() => await _intakes.DisposeAsync();

    [TestCase(true)]
    [TestCase(false)]
    public async Task Who_comes_while_the_other_one_is_being_put_off_waits_for_that_and_joins_it(bool isMetaFirst)
    {
        var (first, second) = isMetaFirst ? (Meta(1), Crm(1)) : (Crm(1), Meta(1));
        await using var holder = await HoldAsync("LOCK TABLE deferred IN SHARE MODE");
        var putOff = _intakes.TakeInAsync([first], 0);
        await WaitAsync(1);
        var joins = _intakes.TakeInAsync([second], 1);
        await WaitAsync(2);

        await holder.LetGoAsync();
        await Task.WhenAll(putOff, joins);

        Assert.That(await SentAsync(), Is.EqualTo("a1 service"));
    }

    [Test]
    public async Task Who_comes_while_the_other_one_is_being_released_joins_it_when_that_breaks_off()
    {
        await _intakes.TakeInAsync([Meta(1)], 0);
        await using var holder = await HoldAsync("DELETE FROM deferred");
        var joins = _intakes.TakeInAsync([Crm(1)], 1);
        await WaitAsync(1);
        _intakes.Pass(TimeSpan.FromMinutes(1));
        await _intakes.ReleaseAsync(2);

        await holder.LetGoAsync();
        await joins;

        Assert.That(await SentAsync(), Is.EqualTo("a1 service"));
    }

    [Test]
    public async Task What_Meta_tells_while_a_CRM_tells_again_what_it_told_without_the_number_leaves_too()
    {
        await _intakes.TakeInAsync([Numberless], 0);
        await _intakes.TakeInAsync([Hello], 0);
        await using var holder = await HoldAsync("LOCK TABLE deferred IN SHARE MODE");
        var again = _intakes.TakeInAsync([Numberless], 0);
        await WaitAsync(1);
        var metas = _intakes.TakeInAsync([Meta(1)], 1);
        await WaitAsync(2);

        await holder.LetGoAsync();
        await Task.WhenAll(again, metas);
        _intakes.Pass(TimeSpan.FromMinutes(1));
        await _intakes.ReleaseAsync(0);

        var sent = (await _intakes.EventsAsync()).Where(item => (string?)item["event"] == "message.sent");
        Assert.That(
            sent.Select(item => (string?)item["context"]!["phoneNumberId"]),
            Is.EquivalentTo((string?[])[null, Translations.Source])
        );
    }

    /// <remarks>Both come as far as what has the first id of all, which somebody else is just taking in.</remarks>
    [Test]
    public async Task Twins_that_are_joined_in_one_group_and_put_off_in_the_other_never_wait_in_a_circle()
    {
        int[] numbers = [.. Enumerable.Range(1, 9).OrderBy(number => IdOf(number).ToString(), StringComparer.Ordinal)];
        var (first, some, others) = (numbers[0], numbers[1..5], numbers[5..]);
        await using var holder = await HoldAsync($"INSERT INTO seen (day, id) SELECT max(day), '{IdOf(first)}' FROM seen_days");
        var one = _intakes.TakeInAsync([.. Both(some), .. others.Select(Meta), Meta(first)], 0);
        await WaitAsync(1);
        var other = _intakes.TakeInAsync([.. Both(others), .. some.Select(Meta), Meta(first)], 1);
        await WaitAsync(2);

        await holder.LetGoAsync();
        await Task.WhenAll(one, other);

        Assert.That(await _intakes.DeadlocksAsync(), Is.EqualTo("0"));
    }

    private static Guid IdOf(int number) => EventId.From($"sent:{Translations.Source}:wamid.{number}");

    private async Task<string> SentAsync()
    {
        var sent = (await _intakes.EventsAsync()).Single(item => (string?)item["event"] == "message.sent")["properties"]!;
        return $"{sent["agentId"]} {sent["pricingCategory"]}";
    }

    private static IEnumerable<byte[]> Both(IEnumerable<int> numbers) =>
        numbers.SelectMany(number => (byte[][])[Meta(number), Crm(number)]);

    private static byte[] Meta(int number) =>
        Tellings.OfMeta(
            $$"""
            "statuses":[{"id":"wamid.{{number}}","status":"sent","timestamp":"1769158800","recipient_id":"254712345678",
            "pricing":{"billable":true,"category":"service"} }]
            """,
            At
        );

    private static byte[] Hello =>
        Tellings.OfMeta(
            """
            "messages":[{"from":"254712345678","id":"wamid.hello","timestamp":"1769158700","type":"text","text":{"body":"Hello"} }]
            """,
            At
        );

    private static byte[] Numberless => Tellings.OfCrm("message.sent", "+254712345678", At, "\"messageId\":\"wamid.1\"", At);

    private static byte[] Crm(int number) =>
        Tellings.OfCrm(
            "message.sent",
            "+254712345678",
            At,
            $"\"messageId\":\"wamid.{number}\",\"agentId\":\"a{number}\"",
            At,
            Translations.Source
        );

    private Task<LockHolder> HoldAsync(string sql) => LockHolder.HoldAsync(_intakes.Address, sql);

    private Task WaitAsync(int count) =>
        Eventually.HoldsAsync(async () => await _intakes.QueryAsync(WaitsForLocks) == $"{count}", $"{count} wait for a lock");
}
