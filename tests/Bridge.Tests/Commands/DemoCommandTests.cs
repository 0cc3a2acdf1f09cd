using Bridge.Support;

namespace Bridge.Commands;

public class DemoCommandTests
{
    [Test]
    public async Task The_demo_proves_that_what_was_sent_is_delivered_dropped_or_dead()
    {
        var (exitCode, output, error) = await Typed.RunAsync("demo", "--once", "--count", "150");

        Assert.That(error, Is.Empty);
        Assert.That(output, Does.Contain("Nothing lost, nothing invented"));
        Assert.That(exitCode, Is.Zero);
    }
}
