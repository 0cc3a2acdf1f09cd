using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>Quantiles without the single values: right to 4 %, and adding up.</summary>
public class HistogramTests
{
    private static readonly double[] Parts = [0.01, 0.25, 0.5, 0.9, 0.99, 1];

    [TestCase(10)]
    [TestCase(3_600)]
    [TestCase(3_000_000)]
    public void Quantiles_of_any_spread_are_right_to_four_percent(int longest)
    {
        var dice = new Random(longest);
        List<long> values = [.. Enumerable.Range(0, 5_000).Select(_ => (long)(longest * Math.Pow(dice.NextDouble(), 4)))];
        var histogram = Of(values);

        values.Sort();

        foreach (var part in Parts)
        {
            double exact = values[(int)Math.Ceiling(part * values.Count) - 1];
            Assert.That(histogram.Quantile(part), Is.EqualTo(exact).Within(0.041 * exact + (exact > 9 ? 0.05 : 0)), $"{part}");
        }
    }

    [Test]
    public void Short_times_are_whole_seconds([Range(0, 9)] int seconds) => Assert.That(Of([seconds]).Quantile(0.5), Is.EqualTo(seconds));

    [Test]
    public void Of_nothing_there_is_no_median() => Assert.That(new Histogram().Quantile(0.5), Is.Null);

    [Test]
    public void Two_add_up_to_that_of_all_values()
    {
        var (one, other) = (Of([1, 5, 60]), Of([60, 7_200]));

        one.Add(other);

        Assert.That(one.Count, Is.EqualTo(5));
        Assert.That(Parts.Select(one.Quantile), Is.EqualTo(Parts.Select(Of([1, 5, 60, 60, 7_200]).Quantile)));
    }

    private static Histogram Of(IEnumerable<long> values)
    {
        var histogram = new Histogram();
        foreach (var value in values)
        {
            histogram.Add(value);
        }

        return histogram;
    }
}
