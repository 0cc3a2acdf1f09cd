using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Json;

[TestFixture]
internal sealed class JsonHashTests
{
    [TestCase("""{"a":1,"b":{"c":[1,2],"d":"x"}}""", """ { "b" : {"d":"x", "c":[1, 2]}, "a":1 } """)]
    [TestCase("""{"b":2,"a":[{"y":1,"x":2}]}""", """{"a":[{"x":2,"y":1}],"b":2}""")]
    public void Neither_the_order_of_members_nor_space_makes_another_value(string one, string other)
    {
        Assert.That(Of(other), Is.EqualTo(Of(one)));
    }

    [TestCase("[1,2]", "[2,1]")]
    [TestCase("[[1],2]", "[[1,2]]")]
    [TestCase("{\"a\":\"b\"}", "{\"b\":\"a\"}")]
    [TestCase("{\"a\":{},\"b\":1}", "{\"a\":{\"b\":1}}")]
    [TestCase("[\"ab\",\"c\"]", "[\"a\",\"bc\"]")]
    [TestCase("\"1\"", "1")]
    [TestCase("null", "[]")]
    [TestCase("{}", "[]")]
    [TestCase("\"\\ud83d\"", "\"\\ud83e\"")]
    [TestCase("{\"a\":1,\"a\":2}", "{\"a\":2,\"a\":1}")]
    public void Whatever_else_differs_does(string one, string other)
    {
        Assert.That(Of(other), Is.Not.EqualTo(Of(one)));
    }

    [Test]
    public void What_stands_around_it_counts_and_cannot_be_taken_for_a_part_of_it()
    {
        Assert.That(Tape.Read("1").Hash("a"), Is.Not.EqualTo(Tape.Read("1").Hash("b")));
        Assert.That(Tape.Read("\"b\"").Hash("a"), Is.Not.EqualTo(Tape.Read("\"\"").Hash("ab")));
    }

    [Test]
    public void Values_larger_than_a_buffer_and_as_deep_as_they_may_be_are_hashed_whole()
    {
        var wide = Enumerable.Range(0, 5_000).Select(i => $"\"{i * 7919 % 5_000}\":\"{new string('x', i % 300)}\"").ToList();
        var (there, back) = ($"{{{string.Join(',', wide)}}}", $"{{{string.Join(',', wide.AsEnumerable().Reverse())}}}");
        var deep = string.Concat(Enumerable.Repeat("{\"a\":[", 127)) + "1" + string.Concat(Enumerable.Repeat("]}", 127));

        Assert.That(Of(back), Is.EqualTo(Of(there)));
        Assert.That(Of(there.Replace("\"4999\":\"", "\"4999\":\"y", StringComparison.Ordinal)), Is.Not.EqualTo(Of(there)));
        Assert.That(Of(deep.Replace('1', '2')), Is.Not.EqualTo(Of(deep)));
    }

    [Test]
    public void Different_texts_have_different_hashes()
    {
        Prop.ForAll<string[]>(texts =>
            {
                var values = texts.Select(text => System.Text.Json.JsonSerializer.Serialize(text)).ToHashSet();

                return values.Select(Of).ToHashSet().Count == values.Count;
            })
            .QuickCheckThrowOnFailure();
    }

    private static string Of(string json) => Tape.Read(Encoding.UTF8.GetBytes(json)).Hash("");
}
