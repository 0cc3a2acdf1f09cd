using System.Text.Json.Nodes;
using Bridge.Commands.Config;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.Configuration;

namespace Bridge.Commands;

public class ConfigCommandTests
{
    private const string Secret = "hunter2-hunter2";
    private const string Begin = "<!-- made by meta-bridge config --reference -->\n";
    private const string End = "<!-- end of what is made -->";

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Each_setting_in_effect_is_told_with_who_says_so_and_no_secret_is()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), """{ "Delivery": { "InFlight": 7, "MaxAge": "3d" } }""");
        await File.WriteAllTextAsync(Path.Combine(_folder, "key"), Secret + "\n");

        var (exitCode, output) = await TypeAsync(
            ["config"],
            new()
            {
                ["META_APP_SECRET"] = Secret,
                ["COLLECTOR_WRITE_KEY"] = $"file:{_folder}/key",
                ["BROKER_URL"] = $"amqp://bridge:{Secret}@broker/vhost",
                ["Delivery__MaxAge"] = "2d",
                ["STORE"] = $"Host=db;Password={Secret};Database=bridge",
            }
        );

        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output.Split('\n'),
            Has.Member($"Meta:AppSecrets:0 = sha256:{Hash(Secret)}…  (environment META_APP_SECRET)")
                .And.Member($"Collector:WriteKey = sha256:{Hash(Secret)}…  (file {_folder}/key)")
                .And.Member("Broker:Url = amqp://•••••@broker/vhost  (environment BROKER_URL)")
                .And.Member("Store:ConnectionString = host=db;password=•••••;database=bridge  (environment STORE)")
                .And.Member($"Delivery:InFlight = 7  ({_folder}/appsettings.json)")
                .And.Member("Delivery:MaxAge = 2d  (environment Delivery__MaxAge)")
                .And.Member("Delivery:PollSeconds = 5s  (default)")
        );
        Assert.That(output, Does.Not.Contain(Secret));
    }

    [TestCase("", "Spool:Path = bridge.db  (in the store's file)")]
    [TestCase("postgres://db/bridge", "Spool:Path = spool.db  (default)")]
    public async Task The_spool_is_told_where_it_is(string store, string line)
    {
        var (_, output) = await TypeAsync(["config"], store.Length == 0 ? [] : new() { ["STORE"] = store });

        Assert.That(output.Split('\n'), Has.Member(line));
    }

    [TestCase("Broker:Url", Secret)]
    [TestCase("Broker:Url", "bridge:" + Secret + "@broker")]
    [TestCase("Broker:Url", "amqp://" + Secret + "@broker")]
    [TestCase("Broker:Url", "amqp://bridge:pass/" + Secret + "@broker")]
    [TestCase("Store:ConnectionString", "postgres://" + Secret + "@db/bridge?password=" + Secret)]
    [TestCase("Store:ConnectionString", "Host=db;Passphrase=" + Secret)]
    [TestCase("Store:ConnectionString", "Host=db;Password=\"a;" + Secret + "\"")]
    [TestCase("Store:ConnectionString", Secret)]
    [TestCase("Collector:Url", "https://user:" + Secret + "@collector/?key=" + Secret + "&x&" + Secret)]
    [TestCase("Sources:7:Url", "https://collector/?" + Secret)]
    [TestCase("Alerts:WebhookUrl", "https://hooks/services/" + Secret)]
    [TestCase("Ops:Users:0:KeyHash", Secret)]
    [TestCase("Capture:Keys:crm:KeyHash", Secret)]
    public void No_secret_is_told_that_stands_where_none_belongs(string key, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();

        var shown = EffectiveSettings.Read(settings, EverySetting.Catalogue);

        Assert.That(shown.Select(setting => setting.Key), Has.Member(key));
        Assert.That(shown.Select(setting => setting.Value), Has.None.Contains(Secret));
    }

    [Test]
    public async Task The_settings_in_the_handbook_are_those_of_the_reference()
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Samples.Webhooks)!)!, "deploy", "README.md");
        var handbook = await File.ReadAllTextAsync(file);
        var (start, end) = (
            handbook.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            handbook.IndexOf(End, StringComparison.Ordinal)
        );

        var (_, table, _) = await Typed.RunAsync("config", "--reference");

        if (Environment.GetEnvironmentVariable("BRIDGE_UPDATE_SAMPLES") == "1")
        {
            await File.WriteAllTextAsync(file, handbook[..start] + table + handbook[end..]);
        }

        Assert.That(
            handbook[start..end] == table,
            Is.True,
            "deploy/README.md is stale: run dotnet test tests/Bridge.Tests --filter ConfigCommandTests "
                + "-e BRIDGE_UPDATE_SAMPLES=1, and commit it."
        );
    }

    [Test]
    public async Task Every_key_of_the_reference_says_what_it_is_for()
    {
        var (_, output, _) = await Typed.RunAsync("config", "--reference", "--json");

        var rows = JsonNode.Parse(output)!.AsArray();

        Assert.That(rows, Has.Count.GreaterThan(60));
        Assert.That(rows.Where(row => row!["meaning"]!.ToString().Length == 0).Select(row => row!["key"]!.ToString()), Is.Empty);
        Assert.That(
            rows.Single(row => row!["key"]!.ToString() == "Delivery:MaxAge")!.ToJsonString(),
            Does.Contain("\"default\":\"7d\"").And.Contain("1m").And.Contain("365d")
        );
    }

    [TestCase("simulate --secret s", "--seed", "Unrecognized command or argument 's'.")]
    [TestCase("dead-letters lst", "list", "Unrecognized command or argument 'lst'.")]
    public async Task What_was_typed_wrong_stands_last_and_what_was_meant_before_it(string typed, string meant, string last)
    {
        var (exitCode, output, error) = await Typed.RunAsync(typed.Split(' '));

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error.TrimEnd(), Does.EndWith(last).And.Contain(" --help tells what there is."));
        Assert.That(output + error, Does.Contain(meant).And.Not.Contain("Usage:"));
    }

    [Test]
    public async Task The_doctor_looks_at_what_a_role_needs_and_says_it_as_JSON_too()
    {
        var (exitCode, output) = await TypeAsync(
            ["check", "--role", "ops", "--json"],
            new() { ["STORE"] = "bridge.db", ["Delivery__InFlight"] = "4" }
        );

        var lines = JsonNode.Parse(output)!.AsArray();
        Assert.That(exitCode, Is.Zero, output);
        Assert.That(
            lines.Select(line => $"{line!["part"]} {line["state"]}"),
            Is.EqualTo((string[])["configuration ok", "disk ok", "clock ok", "store ok"]).Or.Contains("disk warning")
        );
        Assert.That(
            lines.Single(line => (string?)line!["part"] == "disk")!["finding"]!.ToString(),
            Does.Contain("GiB free and flushes in")
        );
    }

    [Test]
    public async Task The_doctor_tells_of_wrong_settings_as_JSON_too()
    {
        var (exitCode, output) = await TypeAsync(["check", "--role", "ops", "--json"], new() { ["Delivery__InFligt"] = "4" });

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(JsonNode.Parse(output)!.AsArray().Single()!["finding"]!.ToString(), Does.Contain("did you mean Delivery:InFlight"));
    }

    private static string Hash(string secret) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)))[..8];

    private Task<(int ExitCode, string Output)> TypeAsync(IEnumerable<string> arguments, Dictionary<string, string> environment) =>
        Finished.RunAsync(
            "env",
            ["-C", _folder, "timeout", "60", "dotnet", Path.Combine(AppContext.BaseDirectory, "meta-bridge.dll"), .. arguments],
            environment,
            TestContext.CurrentContext.CancellationToken
        );
}
