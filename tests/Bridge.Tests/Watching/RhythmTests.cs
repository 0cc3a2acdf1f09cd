using Bridge.DeadLetters;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Watching;

/// <summary>When a number counts as fallen silent, and an old secret as still used, by what came in each hour before.</summary>
public class RhythmTests
{
    private const string Number = "106540352242922";

    /// <summary>A Sunday, half past eleven.</summary>
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 11, 30, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Ten = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_number_of_which_nothing_came_in_an_hour_in_which_it_talks_on_other_days_is_silent()
    {
        var rows = Week(10, 20).Append(Heard(Ten.AddHours(-1))).ToList();

        Assert.That(Rhythm.FindSilent(rows, Now), Is.EqualTo([Number]));
        Assert.That(Rhythm.FindSilent(rows, Now.AddMinutes(-31)), Is.Empty, "the hour is not over");
        Assert.That(Rhythm.FindSilent([.. rows, Heard(Ten)], Now), Is.Empty, "one message is enough");
    }

    [Test]
    public void It_stays_silent_at_night_and_for_days_until_it_is_heard()
    {
        var rows = Week(10, 20).Append(Heard(Ten.AddHours(-1))).ToList();

        Assert.That(Rhythm.FindSilent(rows, Now.AddHours(14)), Is.EqualTo([Number]));
        Assert.That(Rhythm.FindSilent(rows, Now.AddDays(5)), Is.EqualTo([Number]));
        Assert.That(Rhythm.FindSilent([.. rows, Heard(Now.AddDays(5))], Now.AddDays(5)), Is.Empty);
    }

    [Test]
    public void No_silence_is_told_that_says_nothing()
    {
        Assert.That(
            Rhythm.FindSilent([.. Week(10, 9), Heard(Ten.AddHours(-1))], Now),
            Is.Empty,
            "so few that an hour without is no wonder"
        );
        Assert.That(
            Rhythm.FindSilent([.. Week(10, 100).Where(row => row.Hour.DayOfWeek != DayOfWeek.Sunday), Heard(Ten.AddHours(-1))], Now),
            Is.Empty,
            "it talks on all days but this one"
        );
        Assert.That(Rhythm.FindSilent([.. Week(10, 100).Take(4), Heard(Ten.AddHours(-1))], Now), Is.Empty, "it is new");
        Assert.That(Rhythm.FindSilent([.. Week(11, 100), Heard(Ten.AddHours(-1))], Now), Is.Empty, "it talks later in the day");
        Assert.That(Rhythm.FindSilent([], Now), Is.Empty);
    }

    [Test]
    public void A_secret_is_old_when_another_one_that_stands_first_has_signed_for_a_day()
    {
        RhythmRow[] rows = [Signed("first:new", Ten.AddHours(-24)), Signed("first:new", Ten), Signed("other:old", Ten)];

        Assert.That(Rhythm.FindOldSecrets(rows, Now, TimeSpan.FromDays(1)), Is.EqualTo(["old"]));
        Assert.That(Rhythm.FindOldSecrets(rows, Now, TimeSpan.FromDays(2)), Is.Empty, "Meta is being switched");
        Assert.That(Rhythm.FindOldSecrets(rows, Now.AddHours(2), TimeSpan.FromDays(1)), Is.Empty, "it was not used lately");
        Assert.That(
            Rhythm.FindOldSecrets([Signed("first:old", Ten.AddDays(-9)), Signed("other:old", Ten)], Now, TimeSpan.FromDays(1)),
            Is.Empty,
            "Meta does not use the new one yet"
        );
    }

    private static IEnumerable<RhythmRow> Week(int hour, int aDay) =>
        Enumerable.Range(1, 7).Select(days => Row(HourlyTally.Number + Number, Ten.AddDays(-days).AddHours(hour - 10), aDay));

    private static RhythmRow Heard(DateTimeOffset hour) => Row(HourlyTally.Number + Number, HourlyTally.HourOf(hour), 1);

    private static RhythmRow Signed(string secret, DateTimeOffset hour) => Row("signed:" + secret, hour, 1);

    private static RhythmRow Row(string kind, DateTimeOffset hour, long count) =>
        new()
        {
            At = hour.ToUnixTimeMilliseconds(),
            Kind = kind,
            Count = count,
        };
}

/// <summary>What the store keeps of it, in either store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class RhythmTableTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task What_Meta_sent_of_a_number_is_counted_by_the_hour_in_which_it_came_and_kept_for_two_weeks()
    {
        var receivedAt = AdminRig.Item(1).ReceivedAt;
        await Rig.Get<EventIntake>()
            .TakeInAsync(
                new IntakeBatch([AdminRig.Item(1), AdminRig.Item(2), AdminRig.Item(3) with { IsFromCrm = true }]),
                CancellationToken.None
            );

        await WriteAsync(receivedAt);
        await WriteAsync(receivedAt);
        var rows = await ReadAsync(receivedAt);
        await WriteAsync(receivedAt + RhythmTable.Kept + TimeSpan.FromHours(2));

        Assert.That(
            rows.Select(row => (row.Kind, row.Hour, row.Count)),
            Is.EqualTo(new[] { (HourlyTally.Number + Translations.Source, HourlyTally.HourOf(receivedAt), 2L) })
        );
        Assert.That(await ReadAsync(receivedAt), Is.Empty);
    }

    private async Task WriteAsync(DateTimeOffset now)
    {
        var counted = Rig.Get<HourlyTally>().Take();
        await Rig.Get<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    await RhythmTable.AddAsync(
                        connection,
                        counted.Select(one => new RhythmRow
                        {
                            At = one.Hour.ToUnixTimeMilliseconds(),
                            Kind = one.Kind,
                            Count = one.Count,
                        }),
                        now
                    );
                    return 0;
                },
                CancellationToken.None
            );
    }

    private Task<IReadOnlyList<RhythmRow>> ReadAsync(DateTimeOffset now) =>
        Rig.Get<AdminDatabase>().ReadAsync(connection => RhythmTable.ReadAsync(connection, now), CancellationToken.None);
}

/// <summary>The same with the real Bridge: what an operator hears.</summary>
[Category(Needs.Patience)]
public class RhythmBridgeTests
{
    [Test]
    public async Task A_number_that_has_fallen_silent_is_told_until_it_is_heard_and_an_old_secret_while_it_signs()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var bridge = await BridgeHost.StartAsync([
            new("Meta:AppSecrets:0", "a-new-secret-of-the-tests-0000000"),
            new("Meta:AppSecrets:1", SignedRequest.Secret),
        ]);
        await bridge
            .Services.GetRequiredService<AdminDatabase>()
            .WriteAsync(connection => FillAsync(connection, now), CancellationToken.None);

        await Eventually.HoldsAsync(async () => await FindAsync(bridge) is [FindingKind.NumberSilent], "it is silent");
        await bridge.PostAsync(new TextWebhook(1));
        await Eventually.HoldsAsync(
            async () => await FindAsync(bridge) is [FindingKind.OldSecretUsed],
            "it is heard, by webhooks that the old secret signs",
            TimeSpan.FromSeconds(30)
        );
    }

    private static async Task<IReadOnlyList<string>> FindAsync(BridgeHost bridge)
    {
        await bridge.Services.GetRequiredService<RhythmWatch>().ReadAsync(CancellationToken.None);
        var findings = await bridge.Services.GetRequiredService<FlowReader>().FindAsync(CancellationToken.None);
        return [.. findings.Select(finding => finding.Kind)];
    }

    /// <summary>Two weeks in which the number talked in every hour, and six hours in which it did not.</summary>
    private static async Task<int> FillAsync(AdminConnection connection, DateTimeOffset now)
    {
        var rows = Enumerable
            .Range(6, 24 * 9)
            .Select(hours => Row(HourlyTally.Number + "106540352242922", hours))
            .Append(Row(HourlyTally.FirstSecret + "12345678", 30))
            .Append(Row(HourlyTally.FirstSecret + "12345678", 0));
        await RhythmTable.AddAsync(connection, rows, now);
        return 0;

        RhythmRow Row(string kind, int hoursAgo) =>
            new()
            {
                At = HourlyTally.HourOf(now.AddHours(-hoursAgo)).ToUnixTimeMilliseconds(),
                Kind = kind,
                Count = 20,
            };
    }
}
