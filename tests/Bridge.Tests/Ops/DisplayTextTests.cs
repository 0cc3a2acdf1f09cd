using Bridge.DeadLetters;
using Bridge.Ops.Pages;
using Bridge.Ops.Pages.DeadLetters;
using Microsoft.AspNetCore.WebUtilities;

namespace Bridge.Ops;

public class DisplayTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [TestCase(0, "now")]
    [TestCase(-0.9, "now")]
    [TestCase(-59, "59 s ago")]
    [TestCase(-60, "1 min ago")]
    [TestCase(-7199, "1 h ago")]
    [TestCase(-86_400 * 400.0, "400 d ago")]
    [TestCase(90, "in 1 min")]
    public void Times_are_told_in_the_largest_unit_that_fits(double seconds, string expected)
    {
        Assert.That(DisplayText.Relative(Now.AddSeconds(seconds), Now), Is.EqualTo(expected));
    }

    [TestCase(0, "0 dead letters")]
    [TestCase(1, "1 dead letter")]
    [TestCase(12_345, "12,345 dead letters")]
    public void Numbers_agree_with_what_they_count(long number, string expected)
    {
        Assert.That(DisplayText.Count(number, "dead letter"), Is.EqualTo(expected));
    }

    [Test]
    public void A_filter_written_into_an_address_is_read_again_as_it_was()
    {
        var filter = new DeadLetterFilter
        {
            Ids = [3, 1],
            Reason = "too large",
            Event = "message.*",
            Source = "1",
            Destination = "default",
            Status = 413,
            Since = Now,
            Until = Now.AddDays(1),
            Group = "ab",
            Text = "a&b=c \"d\" ü",
            State = null,
            UpTo = 9,
        };

        var (read, problems) = FilterAddress.Read(QueryHelpers.ParseQuery(FilterAddress.Of("", filter)));

        Assert.That(problems, Is.Empty);
        Assert.That(read.Ids, Is.EqualTo(filter.Ids));
        Assert.That(read with { Ids = filter.Ids }, Is.EqualTo(filter));
    }

    [Test]
    public void An_address_without_a_state_means_what_is_dead()
    {
        Assert.That(FilterAddress.Read([]).Filter.State, Is.EqualTo(DeadLetterState.Dead));
        Assert.That(FilterAddress.Of("/ops/dead-letters", new DeadLetterFilter()), Is.EqualTo("/ops/dead-letters"));
    }

    [TestCase("not json", "not json")]
    [TestCase("{\"a\":[1.50,\"<ü>\"]}", "{\n  \"a\": [\n    1.50,\n    \"<ü>\"\n  ]\n}")]
    [TestCase("\"\\ud800\"", "\"\\ud800\"")]
    public void Json_is_shown_with_a_line_for_each_value_and_anything_else_as_it_is(string text, string expected)
    {
        Assert.That(Pretty.Of(text), Is.EqualTo(expected));
    }
}
