using System.Globalization;
using Bridge.Core.Webhooks;
using Bridge.Json;

namespace Bridge.Webhooks;

[TestFixture]
internal sealed class MetaTimeTests
{
    private static readonly DateTimeOffset ReceivedAt = new(2026, 1, 23, 10, 0, 5, TimeSpan.Zero);

    [TestCase("\"1769162400\"", "2026-01-23T10:00:00.000")]
    [TestCase("1769162400", "2026-01-23T10:00:00.000")]
    [TestCase("1769162400.25", "2026-01-23T10:00:00.250")]
    [TestCase("1769162400250", "2026-01-23T10:00:00.250")]
    [TestCase("\"1769162400250\"", "2026-01-23T10:00:00.250")]
    [TestCase("1504902988", "2017-09-08T20:36:28.000")]
    public void Seconds_and_milliseconds_are_read_from_strings_and_numbers(string json, string time)
    {
        var read = MetaTime.Read(Tape.Read(json), ReceivedAt);

        Assert.That(read?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture), Is.EqualTo(time));
    }

    [TestCase("null")]
    [TestCase("\"\"")]
    [TestCase("\"tomorrow\"")]
    [TestCase("\"WEBHOOK_TRIGGER_TIMESTAMP\"")]
    [TestCase("{}")]
    [TestCase("[1769162400]")]
    [TestCase("true")]
    [TestCase("0")]
    [TestCase("-1769162400")]
    [TestCase("99999999999999999999999999")]
    [TestCase("1e400")]
    public void What_is_no_time_is_absent(string json)
    {
        Assert.That(MetaTime.Read(Tape.Read(json), ReceivedAt), Is.Null);
    }

    [Test]
    public void Nothing_is_older_than_2009_nor_more_than_a_day_ahead()
    {
        var earliest = new DateTimeOffset(2009, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var latest = ReceivedAt.AddDays(1).ToUnixTimeSeconds();

        Assert.That(Read(earliest), Is.Not.Null);
        Assert.That(Read(earliest - 1), Is.Null);
        Assert.That(Read(latest), Is.Not.Null);
        Assert.That(Read(latest + 1), Is.Null);
    }

    private static DateTimeOffset? Read(long seconds) =>
        MetaTime.Read(Tape.Read(seconds.ToString(CultureInfo.InvariantCulture)), ReceivedAt);
}
