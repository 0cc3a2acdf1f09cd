using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Bridge.Commands;

public partial class OpsUserCommandTests
{
    [Test]
    public async Task A_key_is_printed_once_with_the_settings_that_hold_its_hash()
    {
        using var output = new StringWriter();

        var exitCode = await CommandLine.RunAsync(
            ["ops-user", "Ann \"O\"", "--role", "operator"],
            output,
            TextWriter.Null,
            CancellationToken.None
        );

        var text = output.ToString();
        var key = Key().Matches(text).Single().Value;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        Assert.That(exitCode, Is.Zero);
        Assert.That(text, Does.Contain($$"""{ "Name": "Ann \u0022O\u0022", "Role": "operator", "KeyHash": "{{hash}}" }"""));
        Assert.That(
            text,
            Does.Contain("  export Ops__Users__0__Name='Ann \"O\"'\n")
                .And.Contains("  export Ops__Users__0__Role=operator\n")
                .And.Contains("  export Ops__Users__0__KeyHash=" + hash + "\n")
                .And.Contains("Restart Bridge")
        );
    }

    [Test]
    public async Task Whoever_is_not_named_gets_no_key()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await CommandLine.RunAsync(["ops-user", " "], output, error, CancellationToken.None);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(output.ToString(), Is.Empty);
        Assert.That(error.ToString(), Does.Contain("must be 1 to 64 characters"));
    }

    [GeneratedRegex("bridge_[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Key();
}
