using Bridge.Support;

namespace Bridge;

/// <summary>
/// What is set on the machine that runs the tests configures nothing in them: each test says itself what it needs. And nothing they write
/// is left on it.
/// </summary>
/// <remarks>In the namespace above all others, as NUnit wants what is set up once for all of them.</remarks>
[SetUpFixture]
public class NoAmbientSettings
{
    /// <summary>Last of all: the tests of every namespace share one RabbitMQ and one PostgreSQL.</summary>
    [OneTimeTearDown]
    public async Task LeaveNothing()
    {
        await RabbitServer.StopSharedAsync();
        await PostgresDatabases.StopOwnServerAsync();
        Assert.That(ScratchFolder.Close(), Is.Empty, "A test left this behind in the folder for temporary files.");
    }

    [OneTimeSetUp]
    public void Forget()
    {
        ScratchFolder.Open();
        string[] variables =
        [
            "META_APP_SECRET",
            "WEBHOOK_VERIFY_TOKEN",
            "META_ACCESS_TOKEN",
            "COLLECTOR_URL",
            "COLLECTOR_WRITE_KEY",
            "BROKER_URL",
            "STORE",
            "ASPNETCORE_URLS",
            "BRIDGE_SERVER",
            "BRIDGE_KEY",
        ];
        foreach (var variable in variables)
        {
            Environment.SetEnvironmentVariable(variable, null);
        }

        // Most tests count the events that they cause themselves; one that is about contacts, or the end of conversations, says so.
        Environment.SetEnvironmentVariable("Contacts__CountFrom", "9999-01-01T00:00:00Z");
        Environment.SetEnvironmentVariable("Conversations__ResolveAfter", "off");

        // Most tests count the messages in the queue.
        Environment.SetEnvironmentVariable("Broker__ProgressSeconds", "3600");
    }
}
