namespace Bridge.Telemetry;

public class BoundedNamesTests
{
    [Test]
    public void So_many_names_are_told_apart_and_none_that_is_long()
    {
        var names = new BoundedNames(2);

        string[] told = [names.Bound(new string('x', 1 << 20)), names.Bound("a"), names.Bound("b"), names.Bound("c"), names.Bound("a")];

        Assert.That(told, Is.EqualTo((string[])[BoundedNames.Other, "a", "b", BoundedNames.Other, "a"]));
    }
}
