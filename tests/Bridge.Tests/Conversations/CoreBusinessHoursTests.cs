using System.Globalization;
using Bridge.Core.Conversations;

namespace Bridge.Conversations;

public class CoreBusinessHoursTests
{
    [TestCase("Mon-Fri 09:00-17:00 Africa/Nairobi", "2026-01-23T06:00:00Z", "2026-01-23T07:00:00Z", 3600, Description = "a morning")]
    [TestCase("Mon-Fri 09:00-17:00 Africa/Nairobi", "2026-01-23T13:00:00Z", "2026-01-26T06:30:00Z", 5400, Description = "a weekend")]
    [TestCase("Mon-Fri 09:00-17:00 Africa/Nairobi", "2026-01-24T06:00:00Z", "2026-01-25T20:00:00Z", 0, Description = "a Saturday")]
    [TestCase("Fri-Mon 22:00-24:00 Etc/UTC", "2026-01-23T00:00:00Z", "2026-01-28T00:00:00Z", 4 * 7200, Description = "over the week's end")]
    [TestCase("Mon,Wed 08:00-09:00 Etc/UTC", "2026-01-19T00:00:00Z", "2026-01-26T00:00:00Z", 7200, Description = "single days")]
    [TestCase(
        "Sun 00:00-24:00 Europe/Berlin",
        "2026-03-28T00:00:00Z",
        "2026-03-31T00:00:00Z",
        23 * 3600,
        Description = "clocks go forward"
    )]
    [TestCase("Sun 00:00-24:00 Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z", 25 * 3600, Description = "clocks go back")]
    [TestCase("Sun 02:30-04:00 Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z", 3600, Description = "the hour that is not")]
    [TestCase("Mon-Fri 09:00-17:00 Etc/UTC", "2026-01-23T12:00:00Z", "2026-01-23T11:00:00Z", 0, Description = "backwards")]
    public void Only_what_lies_within_counts(string line, string from, string to, long seconds)
    {
        var hours = BusinessHours.Read([line], out var problem);

        Assert.That(problem, Is.Null);
        Assert.That(hours!.SecondsBetween(Time(from), Time(to)), Is.EqualTo(seconds));
    }

    [Test]
    public void Lines_that_overlap_count_once()
    {
        var hours = BusinessHours.Read(["Mon-Fri 09:00-17:00 Etc/UTC", "Fri 12:00-20:00 Etc/UTC"], out _)!;

        Assert.That(hours.SecondsBetween(Time("2026-01-23T00:00:00Z"), Time("2026-01-24T00:00:00Z")), Is.EqualTo(11 * 3600));
    }

    [TestCase("Mon-Fri 09:00-17:00")]
    [TestCase("Mon-Fri 17:00-09:00 Etc/UTC")]
    [TestCase("Mon-Fry 09:00-17:00 Etc/UTC")]
    [TestCase("Mon-Fri 9-17 Etc/UTC")]
    [TestCase("Mon-Wed-Fri 09:00-17:00 Etc/UTC")]
    [TestCase("Mon-Fri 09:00-17:00 Atlantis/Capital")]
    [TestCase("")]
    public void What_is_no_line_is_named(string line)
    {
        Assert.That(BusinessHours.Read(["Sat 10:00-12:00 Etc/UTC", line], out var problem), Is.Null);
        Assert.That(problem, Is.EqualTo($"\"{line}\" is not days, hours and a time zone such as \"Mon-Fri 09:00-17:00 Africa/Nairobi\""));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
