using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Ops.Access;
using Bridge.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

public class CaptureKeyTests
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(CapturePost.Batch(CapturePost.Event()));

    [Test]
    public async Task A_key_may_be_shown_in_three_ways_at_two_addresses()
    {
        await using var bridge = await StartAsync(CapturePost.Settings);
        AuthenticationHeaderValue[] shown =
        [
            new("Bearer", CapturePost.Key),
            new("bearer", CapturePost.Key),
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(CapturePost.Key + ":"))),
            new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(CapturePost.Key + ":anything"))),
        ];
        var requests = shown
            .Select(header => WithAuthorization(header, CapturePost.Path))
            .Concat(shown.Select(header => WithAuthorization(header, "/v1/batch")))
            .Append(CapturePost.Create(Good));

        foreach (var request in requests)
        {
            using var answer = await bridge.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
    }

    [Test]
    public async Task Whether_none_was_shown_or_a_wrong_key_is_said_and_nothing_is_read_for_either()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await StartAsync(CapturePost.Settings, publisher);
        var wrong = OpsKey.Create().Text;
        HttpRequestMessage[] none =
        [
            CapturePost.WithoutKey(Good),
            WithAuthorization(new("Basic", "not base64"), CapturePost.Path),
            WithAuthorization(new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(":password"))), CapturePost.Path),
            WithAuthorization(new("Digest", CapturePost.Key), CapturePost.Path),
        ];
        HttpRequestMessage[] unknown =
        [
            WithKey(wrong),
            WithKey(CapturePost.Key[..^1]),
            WithKey(CapturePost.Key + "x"),
            WithKey(new OpsKey(CapturePost.Key).Hash),
            WithAuthorization(new("Bearer", wrong), CapturePost.Path),
            WithAuthorization(new("Basic", Convert.ToBase64String([0xff, 0xfe, (byte)':'])), CapturePost.Path),
        ];

        var answers = (None: await AnswerOfAllAsync(none), Unknown: await AnswerOfAllAsync(unknown));

        Assert.That(answers.None, Does.StartWith("Unauthorized Bearer ").And.Contain("Send the key as X-Write-Key"));
        Assert.That(answers.Unknown, Does.StartWith("Unauthorized Bearer ").And.Contain("the key is none of Bridge"));
        Assert.That(publisher.Published, Is.Empty);
        Assert.That(bridge.Logs, Has.Some.Contain("nobody's in Capture:Keys").And.None.Contain(wrong).And.None.Contain(CapturePost.Key));

        async Task<string> AnswerOfAllAsync(HttpRequestMessage[] requests)
        {
            var distinct = new HashSet<string>(StringComparer.Ordinal);
            foreach (var request in requests)
            {
                using var answer = await bridge.SendAsync(request);
                var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
                body.Remove("traceId"); // each its own
                distinct.Add($"{answer.StatusCode} {answer.Headers.WwwAuthenticate} {body.ToJsonString()}");
            }

            return distinct.Single();
        }
    }

    [Test]
    public async Task Who_shows_wrong_keys_again_and_again_is_told_to_wait_and_the_right_key_passes_all_the_same()
    {
        await using var bridge = await StartAsync(new(CapturePost.Settings) { ["Receiving:MaxRefusalsPerMinute"] = "3" });
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var refused = await bridge.SendAsync(WithKey("wrong"));
            statuses.Add(refused.StatusCode);
        }

        using var accepted = await bridge.SendAsync(CapturePost.Create(Good));

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Unauthorized, 3).Append(HttpStatusCode.TooManyRequests)));
        Assert.That(accepted.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Without_any_key_the_door_is_not_there_and_says_how_to_open_it()
    {
        await using var bridge = await StartAsync([]);

        using var answer = await bridge.SendAsync(CapturePost.Create(Good));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await answer.ReadAsync()).GetProperty("error").GetString(), Does.Contain("meta-bridge capture-key NAME"));
        Assert.That(bridge.Logs, Has.Some.Contain("Capture:Keys is empty"));
    }

    [Test]
    public async Task Above_a_keys_rate_the_answer_is_429_with_the_seconds_to_wait_until_they_are_over()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new RecordingPublisher(),
            new(CapturePost.Settings) { ["Capture:Keys:crm:RatePerSecond"] = "10" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var batch = CapturePost.Batch(CapturePost.Events(40));

        using var first = await bridge.SendAsync(CapturePost.Create(batch));
        using var second = await bridge.SendAsync(CapturePost.Create(batch));
        var wait = second.Headers.RetryAfter?.Delta;
        clock.Advance(wait ?? TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        using var third = await bridge.SendAsync(CapturePost.Create(batch));

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(wait, Is.EqualTo(TimeSpan.FromSeconds(3)), "30 events above at 10 a second");
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("no JSON", 1)]
    [TestCase("refused", 40)]
    [TestCase("repeated", 40)]
    [TestCase("dropped", 40)]
    public async Task What_is_refused_repeated_or_dropped_counts_for_the_rate_too(string kind, int cost)
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new RecordingPublisher(),
            new(CapturePost.Settings) { ["Capture:Keys:crm:RatePerSecond"] = "1" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );
        var body = kind switch
        {
            "refused" => CapturePost.Batch(CapturePost.Events(40).Select(item => item.Replace("userId", "user", StringComparison.Ordinal))),
            "repeated" => CapturePost.Batch(Enumerable.Repeat(CapturePost.Event(), 40)),
            "dropped" => CapturePost.Batch(Enumerable.Repeat("""{"type":"page","userId":"x"}""", 40)),
            _ => kind,
        };

        using var first = await bridge.SendAsync(CapturePost.Create(body));
        using var second = await bridge.SendAsync(CapturePost.Create(body));

        Assert.That(first.StatusCode, Is.Not.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(second.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(Math.Max(1, cost - 1))));
    }

    [Test]
    public async Task A_key_is_taken_away_and_another_is_given_without_a_restart()
    {
        await using var bridge = await StartAsync(CapturePost.Settings);
        var next = OpsKey.Create();

        var configuration = (IConfigurationRoot)bridge.Services.GetRequiredService<IConfiguration>();
        configuration["Capture:Keys:crm:KeyHash"] = next.Hash;
        configuration.Reload();

        await Eventually.HoldsAsync(async () => await StatusAsync(bridge, next.Text) == HttpStatusCode.OK, "the new key opens");
        Assert.That(await StatusAsync(bridge, CapturePost.Key), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("Capture:Keys:crm:KeyHash", "secret", "Capture:Keys:crm:KeyHash (environment Capture__Keys__crm__KeyHash) must be the 64")]
    [TestCase("Capture:Keys:crm:RatePerSecond", "0", "(environment Capture__Keys__crm__RatePerSecond) must be a whole number of events")]
    [TestCase("Capture:Keys:crm:RatePerSecond", "fast", "between 1 and 100000, but is \"fast\"")]
    [TestCase("Capture:Keys:a b:KeyHash", "00", "Capture:Keys:a b must be named by 1 to 64 letters")]
    public void A_wrong_setting_is_told_at_the_start(string key, string value, string sentence)
    {
        var refusal = Assert.ThrowsAsync<Configuration.StartupException>(() =>
            BridgeHost.StartAsync(new Dictionary<string, string?>(CapturePost.Settings) { [key] = value })
        );

        Assert.That(refusal.ToString(), Does.Contain(sentence));
    }

    [Test]
    public void Two_systems_do_not_share_a_key()
    {
        var settings = new Dictionary<string, string?>(CapturePost.Settings)
        {
            ["Capture:Keys:shop:KeyHash"] = new OpsKey(CapturePost.Key).Hash.ToUpperInvariant(),
        };

        var refusal = Assert.ThrowsAsync<Configuration.StartupException>(() => BridgeHost.StartAsync(settings));

        Assert.That(refusal.ToString(), Does.Contain("is the same as that of Capture:Keys:crm"));
    }

    private static Task<BridgeHost> StartAsync(Dictionary<string, string?> settings, RecordingPublisher? publisher = null) =>
        RecordingPublisher.StartBridgeAsync(publisher ?? new RecordingPublisher(), settings);

    private static async Task<HttpStatusCode> StatusAsync(BridgeHost bridge, string key)
    {
        using var answer = await bridge.SendAsync(WithKey(key));
        return answer.StatusCode;
    }

    private static HttpRequestMessage WithKey(string key)
    {
        var request = CapturePost.WithoutKey(Good);
        request.Headers.TryAddWithoutValidation("X-Write-Key", key);
        return request;
    }

    private static HttpRequestMessage WithAuthorization(AuthenticationHeaderValue header, string path)
    {
        var request = CapturePost.WithoutKey(Good);
        request.RequestUri = new Uri(path, UriKind.Relative);
        request.Headers.Authorization = header;
        return request;
    }
}
