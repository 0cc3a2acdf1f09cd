using Bridge.Ops.Pages.DeadLetters;

namespace Bridge.Ops;

public class LineDifferenceTests
{
    [TestCase("", "", "")]
    [TestCase("", "a", "+a")]
    [TestCase("a", "", "-a")]
    [TestCase("a\nb\nc", "a\nx\nc", " a -b +x  c")]
    [TestCase("a\nb", "b\na", "-a  b +a")]
    [TestCase("a\r\nb", "a\nb", " a  b")]
    public void The_fewest_lines_that_explain_a_change_are_shown(string before, string after, string expected)
    {
        var shown = string.Join(
            ' ',
            LineDifference
                .Of(before, after)
                .Select(line =>
                    line.Kind switch
                    {
                        LineKind.Added => "+",
                        LineKind.Removed => "-",
                        _ => " ",
                    } + line.Text
                )
        );

        Assert.That(shown, Is.EqualTo(expected));
    }

    [Test]
    public void Texts_too_long_to_compare_are_shown_one_after_the_other()
    {
        var lines = string.Join('\n', Enumerable.Range(0, 2500));

        var kinds = LineDifference.Of(lines, lines).CountBy(line => line.Kind);

        Assert.That(kinds, Is.EquivalentTo(new KeyValuePair<LineKind, int>[] { new(LineKind.Removed, 2500), new(LineKind.Added, 2500) }));
    }
}
