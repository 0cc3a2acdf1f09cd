using System.Text;
using Bridge.Core.Json;

namespace Bridge.Json;

[TestFixture]
internal sealed class JsonTests
{
    [TestCase("\"abc\"", "abc")]
    [TestCase("\"\"", null)]
    [TestCase("\" \"", " ")]
    [TestCase("12", "12")]
    [TestCase("1.50", "1.50")]
    [TestCase("12345678901234567890123", "12345678901234567890123")]
    [TestCase("true", "true")]
    [TestCase("null", null)]
    [TestCase("{\"a\":1}", null)]
    [TestCase("[\"a\"]", null)]
    public void Text_is_what_a_string_says_or_a_number_as_it_is_written(string json, string? text)
    {
        Assert.That(Tape.Read(json).Text, Is.EqualTo(text));
    }

    [TestCase("12", 12L)]
    [TestCase("\"12\"", 12L)]
    [TestCase("-7", -7L)]
    [TestCase("\"\\u0031\\u0032\"", 12L)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("9223372036854775808", null)]
    [TestCase("1e3", null)]
    [TestCase("12.0", null)]
    [TestCase("\"12 \"", null)]
    [TestCase("\"\"", null)]
    [TestCase("\"twelve\"", null)]
    [TestCase("true", null)]
    [TestCase("null", null)]
    [TestCase("[12]", null)]
    public void A_whole_number_may_be_a_string(string json, long? number)
    {
        Assert.That(Tape.Read(json).Integer, Is.EqualTo(number));
    }

    [TestCase("1.25", "1.25")]
    [TestCase("\"1.25\"", "1.25")]
    [TestCase("-0", "0")]
    [TestCase("1e3", "1000")]
    [TestCase("79228162514264337593543950335", "79228162514264337593543950335")]
    [TestCase("79228162514264337593543950336", null)]
    [TestCase("1e400", null)]
    [TestCase("\"NaN\"", null)]
    [TestCase("\"\"", null)]
    [TestCase("\"1,5\"", null)]
    [TestCase("{}", null)]
    public void A_decimal_number_may_be_a_string_and_outside_its_range_it_is_absent(string json, string? number)
    {
        var expected = number is null ? (decimal?)null : decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That(Tape.Read(json).Number, Is.EqualTo(expected));
    }

    [TestCase("true", true)]
    [TestCase("\"true\"", true)]
    [TestCase("1", true)]
    [TestCase("\"1\"", true)]
    [TestCase("false", false)]
    [TestCase("\"false\"", false)]
    [TestCase("0", false)]
    [TestCase("2", null)]
    [TestCase("\"yes\"", null)]
    [TestCase("null", null)]
    [TestCase("[]", null)]
    public void A_flag_may_be_a_string_or_a_digit(string json, bool? flag)
    {
        Assert.That(Tape.Read(json).Flag, Is.EqualTo(flag));
    }

    [Test]
    public void Of_repeated_names_the_last_counts()
    {
        var value = Tape.Read("""{"a":1,"b":2,"a":{"c":3},"a":4}""");

        Assert.That(value["a"u8].Integer, Is.EqualTo(4));
    }

    [Test]
    public void Names_are_found_through_their_escapes_and_the_nesting_of_others()
    {
        var value = Tape.Read("""{"x":{"from":"inner","y":["from",{}]},"fr\u006fm":"outer","\u00e9t\u00e9":"summer"}""");

        Assert.That(value["from"u8].Text, Is.EqualTo("outer"));
        Assert.That(value["été"u8].Text, Is.EqualTo("summer"));
        Assert.That(value["fro"u8].Exists, Is.False);
    }

    [Test]
    public void Nothing_that_is_asked_of_an_absent_value_throws()
    {
        var absent = default(JsonView);

        Assert.That(absent.Exists || absent.IsArray || absent.IsNull || absent.IsObject || absent.IsString, Is.False);
        Assert.That(absent["a"u8]["b"u8].Text, Is.Null);
        Assert.That((absent.Integer, absent.Number, absent.Flag), Is.EqualTo(((long?)null, (decimal?)null, (bool?)null)));
        Assert.That((absent.Raw.Length, absent.CodePoints, absent.Items.Count()), Is.EqualTo((0, 0, 0)));
        Assert.That(absent.Properties.GetEnumerator().MoveNext(), Is.False);
        Assert.That(absent.SameAs(absent), Is.False);
    }

    [TestCase("null")]
    [TestCase("5")]
    [TestCase("\"a\"")]
    [TestCase("[{\"a\":1}]")]
    [TestCase("{}")]
    public void What_has_no_such_member_has_it_absent(string json)
    {
        Assert.That(Tape.Read(json)["a"u8].Exists, Is.False);
    }

    [TestCase("[]", 0)]
    [TestCase("null", 0)]
    [TestCase("[1,[2,3],{\"a\":[4]}]", 3)]
    [TestCase("[null,null]", 2)]
    [TestCase("{\"a\":[1,2]}", 1)]
    [TestCase("\"a\"", 1)]
    public void A_single_value_stands_for_a_list_of_one_and_null_for_an_empty_one(string json, int count)
    {
        Assert.That(Tape.Read(json).Items.Count(), Is.EqualTo(count));
    }

    [TestCase("\"a\\u00e9\\\"\"")]
    [TestCase("-1.50e+7")]
    [TestCase("{ \"a\" : [ 1 , {} ] }")]
    [TestCase("[]")]
    [TestCase("null")]
    public void Raw_is_the_value_as_it_was_sent(string json)
    {
        var value = Tape.Read($$"""{"before":[0], "it": {{json}} ,"after":0}""")["it"u8];

        Assert.That(Encoding.UTF8.GetString(value.Raw.Span), Is.EqualTo(json));
    }

    [TestCase("\"12\"", "12", true)]
    [TestCase("\"12\"", "\"12\"", true)]
    [TestCase("\"\\u0031\\u0032\"", "\"12\"", true)]
    [TestCase("\"12\"", "\"13\"", false)]
    [TestCase("\"\"", "\"\"", false)]
    [TestCase("null", "null", false)]
    [TestCase("{}", "{}", false)]
    public void Ids_are_the_same_as_strings_or_as_numbers_and_never_when_absent(string left, string right, bool same)
    {
        Assert.That(Tape.Read(left).SameAs(Tape.Read(right)), Is.EqualTo(same));
    }

    [Test]
    public void A_keyword_is_recognised_through_its_escapes()
    {
        Assert.That(Tape.Read("\"gr\\u006fup\"").Is("group"u8), Is.True);
        Assert.That(Tape.Read("\"groups\"").Is("group"u8), Is.False);
        Assert.That(Tape.Read("[\"group\"]").Is("group"u8), Is.False);
    }
}
