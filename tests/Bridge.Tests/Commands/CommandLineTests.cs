using Bridge.Support;

namespace Bridge.Commands;

public class CommandLineTests
{
    [TestCase("--nonsense")]
    [TestCase("nonsense")]
    [TestCase("run --role nobody")]
    [TestCase("translate")]
    public async Task Wrong_usage_exits_with_2_and_says_what_is_wrong(string arguments)
    {
        var (exitCode, _, error) = await Typed.RunAsync(arguments.Split(' '));

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Is.Not.Empty);
    }

    [TestCase("--role receive")]
    [TestCase("run --role forward")]
    public async Task A_role_of_its_own_says_what_it_lacks(string arguments)
    {
        var (exitCode, _, error) = await Typed.RunAsync(arguments.Split(' '));

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain("needs a broker").And.Contain("Broker:Url"));
    }

    [TestCase("simulate")]
    [TestCase("send")]
    [TestCase("demo")]
    [TestCase("run")]
    [TestCase("check")]
    [TestCase("dead-letters list")]
    [TestCase("meta subscribe")]
    [NonParallelizable] // sets environment variables
    public async Task The_help_prints_no_secret_of_the_environment(string command)
    {
        const string secret = "hunter2-hunter2";
        string[] variables = ["META_APP_SECRET", "META_ACCESS_TOKEN", "WEBHOOK_VERIFY_TOKEN", "COLLECTOR_WRITE_KEY", "BRIDGE_KEY"];
        Array.ForEach(variables, variable => Environment.SetEnvironmentVariable(variable, secret));

        var (_, output, _) = await Typed.RunAsync([.. command.Split(' '), "--help"]);

        Array.ForEach(variables, variable => Environment.SetEnvironmentVariable(variable, null));
        Assert.That(output, Does.Contain("Usage:").And.Not.Contain(secret));
    }

    [Test]
    public async Task Help_shows_the_commands()
    {
        var (exitCode, output, _) = await Typed.RunAsync("--help");

        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output,
            Does.Contain("run ")
                .And.Contain("translate ")
                .And.Contain("check ")
                .And.Contain("demo ")
                .And.Contain("simulate ")
                .And.Contain("collector ")
                .And.Contain("--role")
        );
    }

    [Test]
    public async Task The_version_is_one_line()
    {
        var (exitCode, output, _) = await Typed.RunAsync("--version");

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Match(@"^meta-bridge \d+\.\d+\.\d+\n$"));
    }
}
