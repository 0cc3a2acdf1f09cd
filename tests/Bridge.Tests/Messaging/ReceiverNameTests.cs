using Bridge.Messaging.Broker;

namespace Bridge.Messaging;

/// <summary>By what name forwarders know a receiver.</summary>
public class ReceiverNameTests
{
    [Test]
    public void Receivers_of_one_machine_with_the_same_setting_in_folders_of_their_own_have_names_of_their_own()
    {
        var here = ReceiverHeartbeats.NameOf("spool.db");

        Assert.That(here, Is.EqualTo(ReceiverHeartbeats.NameOf(Path.Combine(Environment.CurrentDirectory, "spool.db"))));
        Assert.That(here, Is.Not.EqualTo(ReceiverHeartbeats.NameOf(Path.Combine(Path.GetTempPath(), "spool.db"))));
    }
}
