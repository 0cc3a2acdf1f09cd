using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Delivery;
using Bridge.Receiving;
using Bridge.Support;
using Bridge.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Commands;

public class CheckCommandTests
{
    [TestCase(200, true, "the write key is accepted")]
    [TestCase(202, true, "the write key is accepted")]
    [TestCase(400, true, "the write key is accepted")]
    [TestCase(422, true, "the write key is accepted")]
    [TestCase(401, false, "the write key is refused")]
    [TestCase(403, false, "the write key is refused")]
    [TestCase(404, false, "nothing takes events there")]
    [TestCase(307, false, "it redirects")]
    [TestCase(500, false, "it is not well")]
    [TestCase(503, false, "it is not well")]
    public async Task The_collectors_answer_to_an_empty_batch_tells_whether_it_would_take_events(int status, bool ok, string finding)
    {
        await using var collector = await StartCollectorAsync(context => context.Response.StatusCode = status);

        var result = await ProbeAsync(collector.Urls.First());

        Assert.That(result.IsOk, Is.EqualTo(ok));
        Assert.That(result.Finding, Does.StartWith(collector.Urls.First() + "/v1/capture answers " + status).And.Contain(finding));
    }

    [Test]
    public async Task A_check_that_fails_itself_is_a_problem_like_any_other_and_tells_no_secret()
    {
        var result = await CheckCommand.RunAsync(
            new SelfCheck("ads", _ => throw new FormatException("The format of value 'Bearer secret' is invalid.")),
            CancellationToken.None
        );

        Assert.That((result.IsOk, result.Finding), Is.EqualTo((false, "the check itself failed (FormatException)")));
        Assert.That(result.Fix, Does.Not.Contain("secret"));
    }

    [Test]
    public async Task The_probe_carries_the_write_key_and_no_event()
    {
        var seen = "";
        await using var collector = await StartCollectorAsync(context =>
        {
            using var body = new StreamReader(context.Request.Body);
            seen =
                $"{context.Request.Method} {context.Request.Path} {context.Request.Headers["X-Write-Key"]} "
                + $"{body.ReadToEndAsync().GetAwaiter().GetResult()}";
        });

        await ProbeAsync(collector.Urls.First() + "/elsewhere");

        Assert.That(seen, Is.EqualTo("""POST /elsewhere the-key {"batch":[]}"""));
    }

    [Test]
    public async Task A_collector_that_is_not_there_is_a_problem_with_the_key_to_correct()
    {
        var result = await ProbeAsync("http://127.0.0.1:9");

        Assert.That(result.Finding, Does.StartWith("http://127.0.0.1:9/v1/capture cannot be reached: "));
        Assert.That(result.Fix, Does.Contain("Collector:Url (environment COLLECTOR_URL)"));
    }

    [Test]
    public async Task A_running_Bridge_is_asked_for_a_real_handshake()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new());

        var right = await ShakeHandsAsync(bridge.Address.ToString(), SignedRequest.VerifyToken);
        var wrong = await ShakeHandsAsync(bridge.Address.ToString(), "another token");

        Assert.That(right, Is.EqualTo(new SelfCheckResult($"{bridge.Address}webhook/meta answers as Meta expects")));
        Assert.That(wrong.Finding, Does.Contain("403").And.Contain("does not know this verify token"));
    }

    [Test]
    [Alone] // sets an environment variable
    public async Task What_a_setting_says_moves_no_terminal()
    {
        Environment.SetEnvironmentVariable("Broker__Queue", "a\u001b[2J\u009b2J\u202eb");

        var (_, output, _) = await Typed.RunAsync("check");

        Environment.SetEnvironmentVariable("Broker__Queue", null);
        Assert.That(output, Does.Not.Contain("\u001b").And.Not.Contain("\u009b").And.Not.Contain("\u202e"));
    }

    [Test]
    public async Task A_configuration_that_is_not_complete_is_one_problem_line_for_each_sentence()
    {
        var (exitCode, output, _) = await Typed.RunAsync("check");

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(
            output,
            Does.Match("(?m)^problem  configuration  Meta:AppSecrets .*$").And.Match("(?m)^problem  configuration  Meta:VerifyTokens .*$")
        );
    }

    [TestCase("http://*:8080", "http://localhost:8080")]
    [TestCase("http://+:80;https://+:443", "http://localhost:80")]
    [TestCase("http://0.0.0.0:5000", "http://localhost:5000")]
    [TestCase("http://[::]:5000", "http://localhost:5000")]
    [TestCase("https://bridge.example", "https://bridge.example")]
    [TestCase(null, "http://localhost:8080")]
    public void Bridge_is_looked_for_where_it_would_listen(string? urls, string expected)
    {
        var address = WebhookProbe.LocalAddress(urls);

        Assert.That(address, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_public_address_without_TLS_or_with_a_certificate_of_nobody_is_named_with_the_cure()
    {
        await using var plain = await StartCollectorAsync(_ => { });
        await using var selfSigned = await StartCollectorAsync(_ => { }, SelfSigned());

        var without = await ShakeHandsInPublicAsync(plain.Urls.First().Replace("http:", "https:", StringComparison.Ordinal));
        var ofNobody = await ShakeHandsInPublicAsync(selfSigned.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        var unknown = await ShakeHandsInPublicAsync("https://bridge.invalid");

        Assert.That(without.Finding, Does.EndWith("/webhook/meta cannot be reached: nothing speaks TLS there"));
        Assert.That(without.Fix, Does.StartWith("Meta calls https only"));
        Assert.That(
            ofNobody.Finding,
            Does.EndWith("/webhook/meta cannot be reached: its certificate has expired, or is of no authority that is trusted")
        );
        Assert.That(ofNobody.Fix, Does.Contain("certificate of a public authority"));
        Assert.That(unknown.Finding, Does.StartWith("https://bridge.invalid/webhook/meta cannot be reached: "));
    }

    private static Task<SelfCheckResult> ShakeHandsInPublicAsync(string address) =>
        WebhookProbe.ChecksFor(["token"], urls: null, address).Single(check => check.Part is "handshake").RunAsync(CancellationToken.None);

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static async Task<SelfCheckResult> ProbeAsync(string url)
    {
        var settings = new Dictionary<string, string?>(BridgeHost.RequiredSettings)
        {
            ["Collector:Url"] = url,
            ["Collector:WriteKey"] = "the-key",
        };
        await using var app = Program.CreateBuilder(settings).Build();
        return await CollectorProbe
            .ChecksFor(app.Services.GetRequiredService<Destinations>(), app.Services.GetRequiredService<ICollectorApi>())
            .Single()
            .RunAsync(CancellationToken.None);
    }

    private static Task<SelfCheckResult> ShakeHandsAsync(string address, string token) =>
        WebhookProbe
            .ChecksFor([token], address, publicUrl: null)
            .Single(check => check.Part is "handshake")
            .RunAsync(CancellationToken.None);

    private static async Task<WebApplication> StartCollectorAsync(Action<HttpContext> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var scheme = certificate is null ? "http" : "https";
        builder.Configuration.AddInMemoryCollection([new("urls", $"{scheme}://127.0.0.1:0"), new("Logging:LogLevel:Default", "None")]);
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        var app = builder.Build();
        app.Run(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
