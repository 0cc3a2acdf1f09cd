namespace Bridge.Support;

/// <summary>The categories of tests that <c>tests/run.sh --fast</c> leaves out; who forgets one is told by the test itself.</summary>
internal static class Needs
{
    /// <summary>PostgreSQL, RabbitMQ, a browser, newman, or other programs that tests/run.sh installs.</summary>
    public const string Server = "Server";

    /// <summary>Many seconds: programs that are started or killed, whole rehearsals, hundreds of thousands of mutations.</summary>
    public const string Patience = "Patience";

    /// <summary>Fails a test that asks for a server and does not say so.</summary>
    public static void ToSaySo() =>
        Assert.That(
            TestContext.CurrentContext.Test.AllCategories(),
            Has.Member(Server),
            "This test asks for a server: mark it, or its fixture, with [Category(Needs.Server)], "
                + "so that tests/run.sh --fast leaves it out."
        );
}
