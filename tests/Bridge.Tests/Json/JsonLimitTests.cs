using System.Security.Cryptography;
using System.Text;
using Bridge.Core.Json;

namespace Bridge.Json;

/// <summary>Ids, names and objects larger than anything Meta sends.</summary>
[TestFixture]
internal sealed class JsonLimitTests
{
    [TestCase(JsonView.LongestId)]
    [TestCase(1)]
    public void An_id_is_its_text(int length)
    {
        var id = new string('ä', length);

        Assert.That(Tape.Read($"\"{id}\"").Id, Is.EqualTo(id));
    }

    [TestCase("x")]
    [TestCase("ä")]
    [TestCase("\\u00e4")]
    public void For_an_id_too_long_for_a_key_its_hash_stands(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, JsonView.LongestId + 1));
        var value = Tape.Read($"{{\"a\":\"{text}\",\"b\":\"{text}\",\"c\":\"{text}x\"}}");

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value["a"u8].Text!)));

        Assert.That(new[] { value["a"u8].Id, value["b"u8].Id, value["a"u8].Id }, Is.All.EqualTo(hash));
        Assert.That(value["c"u8].Id, Is.Not.EqualTo(hash));
        Assert.That((value["a"u8].SameAs(value["b"u8]), value["a"u8].SameAs(value["c"u8])), Is.EqualTo((true, false)));
    }

    [TestCase("{\"a\":[1,2,3]}")]
    [TestCase("null")]
    [TestCase("\"\"")]
    public void What_is_no_text_is_no_id(string json)
    {
        Assert.That(Tape.Read(json).Id, Is.Null);
        Assert.That(Tape.Read("[" + string.Join(',', Enumerable.Repeat(json, 300)) + "]").Id, Is.Null);
    }

    [TestCase("x", 1)]
    [TestCase("👍", 2)]
    [TestCase("\\ud83d\\udc4d", 2)]
    [TestCase("\\n", 1)]
    public void A_name_is_cut_after_so_many_code_points(string piece, int characters)
    {
        var name = Tape.Read($"\"{string.Concat(Enumerable.Repeat(piece, 10_000))}\"").Name!;

        Assert.That(name.EnumerateRunes().Count(), Is.EqualTo(JsonView.LongestName));
        Assert.That(name, Has.Length.EqualTo(JsonView.LongestName * characters));
        Assert.That(name, Does.Not.Contain('\uFFFD'));
    }

    [Test]
    public void A_name_is_no_longer_than_it_is()
    {
        Assert.That(Tape.Read("\"Achieng\"").Name, Is.EqualTo("Achieng"));
        Assert.That(Tape.Read("7").Name, Is.EqualTo("7"));
        Assert.That(Tape.Read("[]").Name, Is.Null);
    }

    [TestCase(10)]
    [TestCase(64)]
    [TestCase(65)]
    [TestCase(1_000)]
    public void However_many_members_there_are_the_last_of_a_name_is_found(int count)
    {
        var members = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"m{i}\":{i}"));
        var longName = new string('n', 300);
        var value = Tape.Read($"{{{members},\"\\u006d0\":\"again\",\"{longName}\":true}}");

        Assert.That(value["m0"u8].Text, Is.EqualTo("again"));
        Assert.That(value["m1"u8].Integer, Is.EqualTo(1));
        Assert.That(value[Encoding.UTF8.GetBytes($"m{count - 1}")].Integer, Is.EqualTo(count - 1));
        Assert.That(value[Encoding.UTF8.GetBytes(longName)].Flag, Is.True);
        Assert.That(value["absent"u8].Exists, Is.False);
    }

    [Test]
    public void What_is_too_long_for_a_number_is_none()
    {
        var value = Tape.Read($"\"{new string('1', 2_000)}\"");

        Assert.That(
            (value.Integer, value.Number, value.Flag, value.IsWord("1"u8)),
            Is.EqualTo(((long?)null, (decimal?)null, (bool?)null, false))
        );
    }
}
