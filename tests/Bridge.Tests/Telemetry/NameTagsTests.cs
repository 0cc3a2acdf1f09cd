namespace Bridge.Telemetry;

public class NameTagsTests
{
    [TestCase("message.received", "message.received")]
    [TestCase("conversion.jane_doe", "conversion.*")]
    [TestCase("jane.doe254712345678", "other")]
    [TestCase("x254712345678", "other")]
    [TestCase("group_lifecycle_update", "group_lifecycle_update")]
    [TestCase("(no field)", "(no field)")]
    [TestCase("new\u001b[31m<script>", "other")]
    public void Only_events_of_the_catalogue_and_words_of_programmers_become_tags(string name, string tag) =>
        Assert.That(new NameTags(50).OfEvent(name), Is.EqualTo(tag));

    [Test]
    public void Another_systems_names_take_no_room_from_fields()
    {
        var names = new NameTags(1);

        var told = Enumerable.Range(0, 400).Select(n => names.OfEvent($"n{n}.x")).Distinct().ToList();

        Assert.That(told, Is.EqualTo((string[])["other"]));
        Assert.That(names.OfField("flows"), Is.EqualTo("flows"));
    }
}
