using System.Text.RegularExpressions;
using Bridge.Receiving;

namespace Bridge.Commands;

public partial class CaptureKeyCommandTests
{
    [Test]
    public async Task A_key_is_printed_once_with_the_settings_that_let_its_owner_post()
    {
        var (exitCode, text, _) = await RunAsync("crm", "--source", "1", "--source", "2");
        var key = Key().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Single();
        var settings = Setting()
            .Matches(text)
            .ToDictionary(
                match => match.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal),
                match => (string?)match.Groups["value"].Value
            );

        await using var bridge = await RecordingPublisher.StartBridgeAsync(new RecordingPublisher(), settings);
        var body = CapturePost.Batch(
            CapturePost.Event().Replace("\"channel\"", "\"phoneNumberId\":\"2\",\"channel\"", StringComparison.Ordinal)
        );
        using var request = CapturePost.Create(body);
        request.Headers.Remove("X-Write-Key");
        request.Headers.Add("X-Write-Key", key);
        using var answer = await bridge.SendAsync(request);

        Assert.That(exitCode, Is.Zero);
        Assert.That(text, Does.Contain("  export Capture__Keys__crm__KeyHash=").And.Contains("Restart Bridge"));
        Assert.That(answer.IsSuccessStatusCode, Is.True);
        Assert.That(
            text,
            Does.Contain($"\"crm\": {{ \"KeyHash\": \"{settings["Capture:Keys:crm:KeyHash"]}\", \"Sources\": [\"1\", \"2\"] }}")
        );
    }

    [Test]
    public async Task A_name_that_cannot_stand_in_a_setting_gets_no_key()
    {
        var (exitCode, text, error) = await RunAsync("our crm");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(text, Is.Empty);
        Assert.That(error, Does.Contain("must be named by 1 to 64 letters"));
    }

    [Test]
    public async Task A_variable_that_no_shell_can_export_is_not_printed_for_one()
    {
        var (_, text, _) = await RunAsync("my-crm");

        Assert.That(text, Does.Contain("  Capture__Keys__my-crm__KeyHash=").And.Not.Contain("export "));
        Assert.That(text, Does.Contain("a shell exports no name with - or ."));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(["capture-key", .. arguments], output, error, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }

    [GeneratedRegex("bridge_[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<key>Capture__\S+?)=(?<value>\S+)", RegexOptions.None, 1000)]
    private static partial Regex Setting();
}
