namespace Bridge.Storage;

internal sealed class SignalTests
{
    [Test]
    public void Whoever_took_the_signal_before_looking_is_woken_by_what_came_meanwhile()
    {
        var signal = new EventsQueued();
        var (one, other) = (signal.Next, signal.Next);

        signal.Raise();

        Assert.That(one.IsCompleted && other.IsCompleted, Is.True);
        Assert.That(signal.Next.IsCompleted, Is.False);
    }
}
