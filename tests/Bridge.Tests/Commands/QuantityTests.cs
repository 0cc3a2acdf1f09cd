namespace Bridge.Commands;

public class QuantityTests
{
    [TestCase("200ms", 0.2)]
    [TestCase("30s", 30)]
    [TestCase("1.5m", 90)]
    [TestCase("2h", 7200)]
    [TestCase("1d", 86400)]
    [TestCase("0s", 0)]
    [TestCase("24:00:00", 86400, Description = "which the framework takes for 24 days")]
    [TestCase("00:30", 1800)]
    public void A_duration_is_a_number_and_a_unit(string text, double seconds)
    {
        Assert.That(Quantity.Duration(text), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("30")]
    [TestCase("s")]
    [TestCase("-1s")]
    [TestCase("30 s")]
    [TestCase("00:60:00")]
    [TestCase("99999999d")]
    [TestCase("1e9s")]
    public void What_is_no_duration_is_none(string text)
    {
        Assert.That(Quantity.Duration(text), Is.Null);
    }

    [TestCase("500/s", 500)]
    [TestCase("500", 500)]
    [TestCase("30000/m", 500)]
    [TestCase("1800/h", 0.5)]
    public void A_rate_counts_seconds_unless_it_says_otherwise(string text, double perSecond)
    {
        Assert.That(Quantity.Rate(text), Is.EqualTo(perSecond));
    }

    [TestCase("0/s")]
    [TestCase("-5/s")]
    [TestCase("5/d")]
    [TestCase("many")]
    public void What_is_no_rate_is_none(string text)
    {
        Assert.That(Quantity.Rate(text), Is.Null);
    }

    [TestCase("5%", 0.05)]
    [TestCase("0.05", 0.05)]
    [TestCase("100%", 1)]
    [TestCase("0", 0)]
    public void A_share_is_a_part_of_one_or_of_a_hundred(string text, double share)
    {
        Assert.That(Quantity.Share(text), Is.EqualTo(share));
    }

    [TestCase("101%")]
    [TestCase("2")]
    [TestCase("-1%")]
    public void What_is_no_share_is_none(string text)
    {
        Assert.That(Quantity.Share(text), Is.Null);
    }

    [TestCase("7", 7, 7)]
    [TestCase("1-1000", 1, 1000)]
    public void A_range_is_one_number_or_two(string text, int least, int most)
    {
        Assert.That(Quantity.Range(text, 1, 1000), Is.EqualTo((least, most)));
    }

    [TestCase("0")]
    [TestCase("1-1001")]
    [TestCase("5-4")]
    [TestCase("1-")]
    public void What_is_no_range_or_outside_the_limits_is_none(string text)
    {
        Assert.That(Quantity.Range(text, 1, 1000), Is.Null);
    }
}
