using System.Net;
using Bridge.Receiving;
using Bridge.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Configuration;

public class SettingFilesTests
{
    private string _folder = null!;

    private string SecretFile => Path.Combine(_folder, "secret");

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("text\n", "text")]
    [TestCase("text\r\n", "text")]
    [TestCase("two\nlines\n\n", "two\nlines")]
    [TestCase(" spaces stay ", " spaces stay ")]
    public async Task A_setting_takes_the_text_of_the_file_it_names(string content, string expected)
    {
        await File.WriteAllTextAsync(SecretFile, content);

        var value = Read("file:" + SecretFile);

        Assert.That(value, Is.EqualTo(expected));
    }

    [TestCase("file:relative/path")]
    [TestCase("profile:/path")]
    [TestCase("Data Source=file:/path")]
    public void Only_a_whole_value_with_an_absolute_path_names_a_file(string value)
    {
        var read = Read(value);

        Assert.That(read, Is.EqualTo(value));
    }

    [Test]
    public async Task A_secret_rotates_with_its_file_while_Bridge_runs()
    {
        var clock = new ManualTime();
        await File.WriteAllTextAsync(SecretFile, "first\n");
        await using var bridge = await StartAsync(clock);
        var before = await AnswersAsync(bridge, "first", "second", "third");

        await File.WriteAllTextAsync(SecretFile, "third,second\n");
        clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(
            () => bridge.Logs.Any(line => line.Contains("Meta's secrets changed: 2 app secrets", StringComparison.Ordinal)),
            "the change is seen"
        );

        var after = await AnswersAsync(bridge, "first", "second", "third");
        Assert.That(before, Is.EqualTo([HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized]));
        Assert.That(after, Is.EqualTo([HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK]));
        Assert.That(bridge.Logs, Has.None.Contain("third"));
    }

    [Test]
    public async Task A_file_that_is_gone_or_blank_for_a_moment_changes_nothing()
    {
        await File.WriteAllTextAsync(SecretFile, "first");
        await using var bridge = await StartAsync(new ManualTime());
        var files = bridge.Services.GetRequiredService<SettingFiles>();

        File.Delete(SecretFile);
        var changedWhenGone = files.Refresh();
        await File.WriteAllTextAsync(SecretFile, "\n");
        var changedWhenBlank = files.Refresh();

        Assert.That((changedWhenGone, changedWhenBlank), Is.EqualTo((false, false)));
        Assert.That(await AnswersAsync(bridge, "first"), Is.EqualTo([HttpStatusCode.OK]));
    }

    [Test]
    public async Task A_file_that_is_gone_or_blank_is_told_once_and_so_is_that_it_is_there_again()
    {
        const string Setting = "Meta:AppSecrets:0 (environment META_APP_SECRET) is to be read from";
        var clock = new ManualTime();
        await File.WriteAllTextAsync(SecretFile, "first");
        await using var bridge = await StartAsync(clock);

        await File.WriteAllTextAsync(SecretFile, "\n");
        await PolledAsync(() => bridge.Logs.Any(line => line.Contains("is blank", StringComparison.Ordinal)));
        File.Delete(SecretFile);
        clock.Advance(TimeSpan.FromSeconds(5));
        await File.WriteAllTextAsync(SecretFile, "first");
        await PolledAsync(() => bridge.Logs.Any(line => line.Contains("again", StringComparison.Ordinal)));

        Assert.That(
            bridge.Logs.Where(line => line.Contains(SecretFile, StringComparison.Ordinal)).Select(line => line.Split("  ")[0]),
            Is.EqualTo([
                $"Warning {Setting} {SecretFile}, but that file is blank: write the value into it. "
                    + "Until then the last text it had stays in use",
                $"Information Meta:AppSecrets:0 is read from {SecretFile} again",
            ])
        );
        Assert.That(bridge.Logs, Has.None.Contain("first"));

        Task PolledAsync(Func<bool> holds) =>
            Eventually.HoldsAsync(
                () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(5));
                    return holds();
                },
                "the log says so"
            );
    }

    [Test]
    public async Task A_file_that_becomes_unusable_is_reported_and_the_secret_before_stays_in_use()
    {
        var clock = new ManualTime();
        await File.WriteAllTextAsync(SecretFile, "first");
        await using var bridge = await StartAsync(clock);

        await File.WriteAllTextAsync(SecretFile, "second,,");
        await Eventually.HoldsAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5)); // again, for it may have looked before the file was written
                return bridge.Logs.Any(line => line.Contains("something unusable", StringComparison.Ordinal));
            },
            "the refusal is reported"
        );

        Assert.That(bridge.Logs, Has.Some.Contain("Meta:AppSecrets (environment META_APP_SECRET) has a blank entry among its 3"));
        Assert.That(await AnswersAsync(bridge, "first", "second"), Is.EqualTo([HttpStatusCode.OK, HttpStatusCode.Unauthorized]));
    }

    private static string? Read(string value)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Key", value)]);
        ((IConfigurationBuilder)configuration).Add(new SettingFiles(configuration));
        return configuration["Key"];
    }

    private Task<BridgeHost> StartAsync(ManualTime clock) =>
        RecordingPublisher.StartBridgeAsync(
            new(),
            new() { ["Meta:AppSecrets:0"] = "file:" + SecretFile },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );

    private static async Task<List<HttpStatusCode>> AnswersAsync(BridgeHost bridge, params string[] secrets)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var secret in secrets)
        {
            using var response = await bridge.SendAsync(SignedRequest.Create("{}", secret));
            answers.Add(response.StatusCode);
        }

        return answers;
    }
}
