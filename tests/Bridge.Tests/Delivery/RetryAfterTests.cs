namespace Bridge.Delivery;

internal sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase("0", 0)]
    [TestCase("1", 1)]
    [TestCase(" 30 ", 30)]
    [TestCase("900", 900)]
    [TestCase("901", 900)]
    [TestCase("31536000", 900)]
    [TestCase("99999999999999999999999999", 900)]
    [TestCase("Sun, 01 Mar 2026 12:00:45 GMT", 45)]
    [TestCase("Sunday, 01-Mar-26 12:00:45 GMT", 45)]
    [TestCase("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [TestCase("Mon, 01 Mar 2027 12:00:00 GMT", 900)]
    public void Seconds_and_dates_are_understood_up_to_a_quarter_of_an_hour(string header, int seconds)
    {
        Assert.That(RetryAfter.Parse(header, Now), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("soon")]
    [TestCase("-5")]
    [TestCase("1.5")]
    [TestCase("1e3")]
    [TestCase("٣٠")]
    [TestCase("Sun, 99 Mar 2026 12:00:45 GMT")]
    public void What_makes_no_sense_is_as_if_it_were_absent(string? header)
    {
        Assert.That(RetryAfter.Parse(header, Now), Is.Null);
    }
}
