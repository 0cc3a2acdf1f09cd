using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Json;

[TestFixture]
internal sealed class JsonTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t")]
    [TestCase("J\\u0027ai mang\\u00e9 des p\\u00E2tes", "J'ai mangé des pâtes")]
    [TestCase("\\ud83d\\udc4d", "👍")]
    [TestCase("a👍\\u0041", "a👍A")]
    [TestCase("caf\\u00e9 ☕ نعمة", "café ☕ نعمة")]
    public void Escapes_and_plain_dead_letters_say_the_same(string inside, string text)
    {
        Assert.That(Tape.Read($"\"{inside}\"").Text, Is.EqualTo(text));
    }

    [TestCase("\\u0000", "\uFFFD")]
    [TestCase("a\\u0000b", "a\uFFFDb")]
    [TestCase("\\ud83d", "\uFFFD")]
    [TestCase("\\udc4d", "\uFFFD")]
    [TestCase("\\udc4d\\ud83d", "\uFFFD\uFFFD")]
    [TestCase("cut\\ud83d!", "cut\uFFFD!")]
    [TestCase("\\ud83d\\ud83d\\udc4d", "\uFFFD👍")]
    public void Nul_and_lone_surrogates_are_replaced(string inside, string text)
    {
        Assert.That(Tape.Read($"\"{inside}\"").Text, Is.EqualTo(text));
    }

    [Test]
    public void Invalid_UTF_8_is_replaced_with_and_without_escapes()
    {
        Assert.That(Tape.ReadString(0x61, 0xFF, 0x62).Text, Is.EqualTo("a\uFFFDb"));
        Assert.That(Tape.ReadString([0x61, 0xC3, .. "\\u0062"u8]).Text, Is.EqualTo("a\uFFFDb"));
        Assert.That(Tape.ReadString(0xED, 0xA0, 0x80).Text, Does.Match("^\uFFFD+$"));
    }

    [TestCase("", 0)]
    [TestCase("abc", 3)]
    [TestCase("été", 3)]
    [TestCase("👍🏾", 2)]
    [TestCase("\\ud83d\\udc4d\\ud83c\\udffe", 2)]
    [TestCase("a\\nb", 3)]
    [TestCase("\\ud83d", 1)]
    [TestCase("نعمة", 4)]
    public void Code_points_are_counted_however_they_are_written(string inside, int count)
    {
        Assert.That(Tape.Read($"\"{inside}\"").CodePoints, Is.EqualTo(count));
    }

    [Test]
    public void Code_points_of_invalid_UTF_8_are_those_of_the_text_it_is_read_as()
    {
        var broken = Tape.ReadString(0x61, 0xFF, 0xFE, 0xC3);

        Assert.That(broken.CodePoints, Is.EqualTo(broken.Text!.EnumerateRunes().Count()));
    }

    [Test]
    public void Any_text_comes_back_from_JSON_as_it_was_but_for_what_cannot_be_stored()
    {
        Prop.ForAll<string?>(text =>
            {
                var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(text ?? "");
                var storable = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")).Replace('\0', '\uFFFD');

                return (Tape.Read(json).Text ?? "") == storable;
            })
            .QuickCheckThrowOnFailure();
    }
}
