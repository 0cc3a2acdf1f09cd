using System.Text;
using Bridge.Core.Json;

namespace Bridge.Json;

[TestFixture]
internal sealed class JsonTapeTests
{
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("{")]
    [TestCase("{}{}")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{'a':1}")]
    [TestCase("[1 2]")]
    [TestCase("nul")]
    [TestCase("01")]
    [TestCase("\"line\nbreak\"")]
    [TestCase("\"\\x\"")]
    [TestCase("\"\\u12\"")]
    [TestCase("/* comment */ {}")]
    public void What_is_not_JSON_is_refused(string text)
    {
        Assert.That(JsonTape.TryParse(Encoding.UTF8.GetBytes(text), out _), Is.False);
    }

    [TestCase("[", "]")]
    [TestCase("{\"a\":", "}")]
    public void Values_may_nest_as_deep_as_the_limit_and_no_deeper(string open, string close)
    {
        Assert.That(Parses(JsonTape.MaxDepth), Is.True);
        Assert.That(Parses(JsonTape.MaxDepth + 1), Is.False);
        Assert.That(Parses(1_000_000), Is.False);

        bool Parses(int depth)
        {
            var inside = open[0] == '{' ? "1" : "";
            var json = string.Concat(Enumerable.Repeat(open, depth)) + inside + string.Concat(Enumerable.Repeat(close, depth));
            return JsonTape.TryParse(Encoding.UTF8.GetBytes(json), out _);
        }
    }

    [Test]
    public void The_deepest_value_is_found()
    {
        var json = string.Concat(Enumerable.Repeat("{\"a\":", JsonTape.MaxDepth)) + "7" + new string('}', JsonTape.MaxDepth);

        var value = Tape.Read(json);
        for (var depth = 0; depth < JsonTape.MaxDepth; depth++)
        {
            value = value["a"u8];
        }

        Assert.That(value.Integer, Is.EqualTo(7));
    }

    [Test]
    public void More_values_than_were_reckoned_with_are_all_kept()
    {
        const int count = 100_000;

        var value = Tape.Read("[" + string.Join(',', Enumerable.Repeat("1", count)) + "]");

        Assert.That(value.Items.Count(), Is.EqualTo(count));
    }
}
