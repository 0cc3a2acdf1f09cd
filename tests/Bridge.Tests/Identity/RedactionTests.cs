namespace Bridge.Identity;

/// <summary>What people wrote, without what may be a number or an id of a message.</summary>
internal sealed class RedactionTests
{
    [TestCase("call me on +254 712-345-678", "call me on +### ###-###-###")]
    [TestCase("(0712) 345 678", "(####) ### ###")]
    [TestCase("wa.me/254712345678?text=Hi", "wa.me/############?text=Hi")]
    [TestCase("٠٧١٢٣٤٥٦٧٨", "##########")]
    [TestCase("room 12, 3 nights", "room 12, 3 nights")]
    [TestCase("ad 120210000000000001", "ad 120210000000000001")]
    [TestCase("order-254712345678001769162400", "order-########################")]
    [TestCase("2026-01-23T10:00:00.000Z", "2026-01-23T10:00:00.000Z")]
    public void In_what_people_wrote_whatever_may_be_a_number_is_redacted(string text, string expected)
    {
        Assert.That(Redaction.Redact(text, id => "<" + id.Length + ">", ["254712345678"]), Is.EqualTo(expected));
    }

    [Test]
    public void A_message_id_somebody_wrote_down_is_hashed_too()
    {
        Assert.That(Redaction.Redact("about wamid.HBgMMjU0NzEy= please", _ => "it", []), Is.EqualTo("about it please"));
    }
}
