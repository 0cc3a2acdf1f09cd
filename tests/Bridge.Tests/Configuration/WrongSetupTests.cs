using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Support;

namespace Bridge.Configuration;

/// <summary>
/// Set-ups that people get wrong, each as a process of its own: <c>run</c> and <c>check</c> say the same in one sentence, with the cure,
/// without a stack trace and without a secret.
/// </summary>
[Category(Needs.Patience)]
public class WrongSetupTests
{
    private const string Secret = "hunter2-hunter2";
    private const string IsNoSetting = "is no setting of Bridge";

    private static readonly Dictionary<string, string> Right = new()
    {
        ["META_APP_SECRET"] = Secret,
        ["WEBHOOK_VERIFY_TOKEN"] = Secret,
        ["COLLECTOR_URL"] = "http://127.0.0.1:9",
        ["COLLECTOR_WRITE_KEY"] = Secret,
        ["STORE"] = "bridge.db",
        ["Telemetry__LogFormat"] = "Text",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(
        "Identiy__UserId",
        "hashed",
        "Identiy:UserId (environment Identiy__UserId) " + IsNoSetting + "; did you mean Identity:UserId (environment Identity__UserId)?"
    )]
    [TestCase("META_APP_SECRETS", Secret, "META_APP_SECRETS " + IsNoSetting + "; did you mean META_APP_SECRET?")]
    [TestCase("Delivery__MaxItems", "5", IsNoSetting + "; did you mean Receiving:MaxItems (environment Receiving__MaxItems)?")]
    [TestCase("Ops__SesionLifetime", "1d", "did you mean Ops:SessionLifetime (environment Ops__SessionLifetime)?")]
    [TestCase("META_APP_SECRET", $"\"{Secret}\"", "Meta:AppSecrets:0 (environment META_APP_SECRET) stands in quotes")]
    [TestCase("COLLECTOR_WRITE_KEY", $"'{Secret}'", "Collector:WriteKey (environment COLLECTOR_WRITE_KEY) stands in quotes")]
    [TestCase(
        "META_APP_SECRET",
        "file:/nope",
        "Meta:AppSecrets:0 (environment META_APP_SECRET) is to be read from /nope, but there is no such file: "
            + "mount it, or correct the path."
    )]
    [TestCase(
        "COLLECTOR_WRITE_KEY",
        "file:nope",
        "Collector:WriteKey (environment COLLECTOR_WRITE_KEY) begins with file:, but no absolute path follows"
    )]
    [TestCase(
        "STORE",
        $"mysql://bridge:{Secret}@db/bridge",
        "Store:ConnectionString (environment STORE) must be the path of a file, or postgres://"
    )]
    [TestCase("STORE", "", "Store:ConnectionString (environment STORE) must be the path of a file, or postgres://")]
    [TestCase("BROKER_URL", $"amqp://bridge:{Secret}@broker/one/two", "write a slash in the name of a virtual host as %2F")]
    [TestCase(
        "COLLECTOR_URL",
        "collector.example.com",
        "Collector:Url (environment COLLECTOR_URL) must be an address that starts with https://"
    )]
    [TestCase("Delivery__MaxAge", "a week", "Delivery:MaxAge (environment Delivery__MaxAge) must be a time such as 30s, 7d or 7.00:00:00")]
    [TestCase(
        "Delivery__MaxAge",
        "400d",
        "Delivery:MaxAge (environment Delivery__MaxAge) must be between 00:01:00 and 365.00:00:00, but is 400.00:00:00."
    )]
    [TestCase("Receiving__MaxItems", "0", "Receiving:MaxItems (environment Receiving__MaxItems) must be between 1 and 1000000, but is 0.")]
    [TestCase("ASPNETCORE_URLS", "localhost:8080", "Urls (environment ASPNETCORE_URLS) must be addresses such as http://localhost:8080")]
    [TestCase("Role", "everything", "Role (--role) must be all, receive, forward or ops, but is \"everything\".")]
    public async Task It_is_said_in_one_sentence_by_run_and_check_alike(string variable, string value, string sentence) =>
        await BothSayAsync(new(Right) { [variable] = value }, sentence);

    [TestCase("""{ "Delivery": { "InFlight": 4, } """, "appsettings.json is not JSON: line 1")]
    [TestCase("""{ "Delivery": { "InFligt": 4 } }""", "did you mean Delivery:InFlight (environment Delivery__InFlight)?")]
    [TestCase("""{ "Delievry": { "InFlight": 4 } }""", "did you mean Delivery:InFlight (environment Delivery__InFlight)?")]
    [TestCase("""{ "Colour": "blue" }""", "Colour (environment Colour) " + IsNoSetting)]
    public async Task So_it_is_of_a_settings_file(string json, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), json);

        await BothSayAsync(Right, sentence);
    }

    [Test]
    [Category(Needs.Server)]
    public async Task So_it_is_of_a_virtual_host_that_is_not_there()
    {
        var settings = new Dictionary<string, string>(Right) { ["BROKER_URL"] = await RabbitServer.AnyUrlAsync() + "/no-such-host" };

        foreach (var command in (string[])["run", "check"])
        {
            var (exitCode, output) = await TypeAsync(command, settings);

            Assert.That(exitCode, Is.EqualTo(2), output);
            Assert.That(output, Does.Contain("The broker has no virtual host as Broker:Url (environment BROKER_URL) names it"), command);
            Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled"), command);
        }
    }

    [Test]
    public async Task A_port_that_is_busy_is_one_sentence()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)busy.LocalEndpoint).Port}";

        var (exitCode, output) = await TypeAsync("run", new(Right) { ["ASPNETCORE_URLS"] = address });

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("address already in use: stop what listens there, or choose another address with --urls"));
        Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled").And.Not.Contain("kept a while longer"));
    }

    [TestCase(
        "ASPNETCORE_URLS",
        "http://203.0.113.9:8099",
        "Bridge cannot listen on http://203.0.113.9:8099: this machine has no such address. Choose one of its own, or 0.0.0.0 for all of "
            + "them, with --urls (environment ASPNETCORE_URLS)."
    )]
    [TestCase(
        "ASPNETCORE_URLS",
        "http://127.0.0.1:0;http://203.0.113.9:8099",
        "Bridge cannot listen on one of http://127.0.0.1:0;http://203.0.113.9:8099: this machine has no such address."
    )]
    [TestCase(
        "ASPNETCORE_URLS",
        "https://127.0.0.1:0",
        "Bridge cannot listen on https://127.0.0.1:0: https needs a certificate. Name its files in Kestrel:Certificates:Default:Path "
            + "(environment Kestrel__Certificates__Default__Path)"
    )]
    [TestCase(
        "Telemetry__MetricsUrls",
        "http://203.0.113.9:8099",
        "Bridge cannot listen on http://203.0.113.9:8099: this machine has no such address. Choose one of its own, or 0.0.0.0 for all of "
            + "them, with Telemetry:MetricsUrls (environment Telemetry__MetricsUrls)."
    )]
    public async Task An_address_that_nobody_can_listen_on_is_one_sentence(string variable, string addresses, string sentence)
    {
        var (exitCode, output) = await TypeAsync("run", new(Right) { [variable] = addresses });

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain($"Bridge does not start:\n  {sentence}"));
        Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled").And.Not.Contain("kept a while longer"));
    }

    [TestCase("nowhere.pfx", null, "Could not find file '{0}/nowhere.pfx'. It needs a certificate with its key")]
    [TestCase("broken.pfx", null, "{0}/broken.pfx by Kestrel:Certificates:Default:Path (environment Kestrel__Certificates__Default__Path)")]
    [TestCase("one.pem", null, "{0}/one.pem by Kestrel:Certificates:Default:Path (environment Kestrel__Certificates__Default__Path)")]
    [TestCase("one.pem", "other.key", "{0}/other.key by Kestrel:Certificates:Default:KeyPath")]
    public async Task A_certificate_that_cannot_be_used_is_one_sentence_too(string certificate, string? key, string sentence)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.pfx"), "no certificate");
        await WriteCertificateAsync("one");
        await WriteCertificateAsync("other");
        var environment = new Dictionary<string, string>(Right)
        {
            ["ASPNETCORE_URLS"] = "https://127.0.0.1:0",
            ["Kestrel__Certificates__Default__Path"] = Path.Combine(_folder, certificate),
        };
        if (key is not null)
        {
            environment["Kestrel__Certificates__Default__KeyPath"] = Path.Combine(_folder, key);
        }

        var (exitCode, output) = await TypeAsync("run", environment);

        Assert.That(exitCode, Is.EqualTo(1), output);
        Assert.That(output, Does.Contain("Bridge does not start:\n  Bridge cannot serve https: "));
        Assert.That(output, Does.Contain(string.Format(sentence, _folder)));
        Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled").And.Not.Contain("kept a while longer"));
    }

    [Test]
    public async Task A_file_system_that_can_only_be_read_is_one_sentence_by_both()
    {
        foreach (var command in (string[])["run", "check"])
        {
            var (exitCode, output) = await TypeAsync(command, new(Right) { ["STORE"] = "/proc/bridge.db" });

            Assert.That(exitCode, Is.EqualTo(1), command);
            Assert.That(output, Does.Contain("/proc/bridge.db").And.Contain("Store:ConnectionString (environment STORE)"), command);
            Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled"), command);
        }
    }

    [TestCase("Delivery__MaxAge", "7d")]
    [TestCase("Intake__TwinHold", "5s")]
    [TestCase("Delivery__TimeoutSeconds", "30s")]
    [TestCase("SOMEBODY__Else", "has a variable of the same form")]
    [TestCase("Serilog__MinimumLevel__Default", "Debug")]
    [TestCase("Kestrel__Limits__MaxConcurrentConnections", "100")]
    [TestCase("Sources__106540352242922__WriteKey", "another")]
    [TestCase("Sources__106540352242922__HandoffTriggers", "talk_to_human")]
    public async Task What_is_right_is_not_complained_of(string variable, string value)
    {
        var (_, output) = await TypeAsync("check", new(Right) { [variable] = value });

        Assert.That(output, Does.Contain("ok       configuration"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_with_a_secret_that_others_may_read_is_told_with_the_cure()
    {
        var file = Path.Combine(_folder, "app-secret");
        await File.WriteAllTextAsync(file, Secret);
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), """{ "Delivery": { "InFlight": 4 } }""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var settings = new Dictionary<string, string>(Right) { ["META_APP_SECRET"] = $"file:{file}" };

        var (_, open) = await TypeAsync("check", settings);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var (_, closed) = await TypeAsync("check", settings);

        Assert.That(open, Does.Contain($"warning  secrets        other users of this machine may read or write {file}"));
        Assert.That(open, Does.Contain($"chmod o-rwx {file}").And.Not.Contain(Secret));
        Assert.That(closed, Does.Contain("ok       secrets        the file that holds some is closed to others"));
    }

    private async Task WriteCertificateAsync(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private async Task BothSayAsync(Dictionary<string, string> environment, string sentence)
    {
        foreach (var command in (string[])["run", "check"])
        {
            var (exitCode, output) = await TypeAsync(command, environment);

            Assert.That(output.Split('\n').Count(line => line.Contains(sentence, StringComparison.Ordinal)), Is.EqualTo(1), output);
            Assert.That(exitCode, Is.EqualTo(2), command);
            Assert.That(output, Does.Not.Contain("   at ").And.Not.Contain("Unhandled").And.Not.Contain(Secret), command);
            Assert.That(output.Trim().Split('\n'), Has.Length.LessThanOrEqualTo(2), output);
        }
    }

    private Task<(int ExitCode, string Output)> TypeAsync(string command, Dictionary<string, string> environment) =>
        Finished.RunAsync(
            "env",
            ["-C", _folder, "timeout", "60", "dotnet", Path.Combine(AppContext.BaseDirectory, "meta-bridge.dll"), command],
            environment,
            TestContext.CurrentContext.CancellationToken
        );
}
