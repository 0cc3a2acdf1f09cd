using Bridge.Receiving;

namespace Bridge.Configuration;

public class StartupTests
{
    private const string SecretFix = "set it to the app secret from the Meta app dashboard, under App settings, Basic.";

    [TestCase("Meta:AppSecrets:0", "", "Meta:AppSecrets (environment META_APP_SECRET) is blank: " + SecretFix)]
    [TestCase("Meta:AppSecrets:0", "  ", "Meta:AppSecrets (environment META_APP_SECRET) is blank: " + SecretFix)]
    [TestCase("Meta:AppSecrets:0", null, "Meta:AppSecrets (environment META_APP_SECRET) is missing: " + SecretFix)]
    [TestCase(
        "Meta:AppSecrets:0",
        "a,,b",
        "Meta:AppSecrets (environment META_APP_SECRET) has a blank entry among its 3: remove it or the stray comma."
    )]
    [TestCase(
        "Meta:AppSecrets:1",
        "",
        "Meta:AppSecrets (environment META_APP_SECRET) has a blank entry among its 2: remove it or the stray comma."
    )]
    [TestCase(
        "Meta:VerifyTokens:0",
        "",
        "Meta:VerifyTokens (environment WEBHOOK_VERIFY_TOKEN) is blank: "
            + "set it to any random text, and enter the same text as the verify token in the Meta app dashboard."
    )]
    [TestCase(
        "Meta:VerifyTokens:0",
        null,
        "Meta:VerifyTokens (environment WEBHOOK_VERIFY_TOKEN) is missing: "
            + "set it to any random text, and enter the same text as the verify token in the Meta app dashboard."
    )]
    [TestCase(
        "Meta:AppSecrets:0",
        "file:/nowhere/secret",
        "Meta:AppSecrets:0 (environment META_APP_SECRET) is to be read from /nowhere/secret, but there is no such file: "
            + "mount it, or correct the path."
    )]
    [TestCase(
        "Receiving:MaxBodyBytes",
        "1023",
        "Receiving:MaxBodyBytes (environment Receiving__MaxBodyBytes) must be between 1024 and 67108864, but is 1023."
    )]
    [TestCase(
        "Receiving:MaxBodyBytes",
        "67108865",
        "Receiving:MaxBodyBytes (environment Receiving__MaxBodyBytes) must be between 1024 and 67108864, but is 67108865."
    )]
    [TestCase("Receiving:MaxItems", "0", "Receiving:MaxItems (environment Receiving__MaxItems) must be between 1 and 1000000, but is 0.")]
    [TestCase(
        "Receiving:MaxBodyBytes",
        "4 MiB",
        "Receiving:MaxBodyBytes (environment Receiving__MaxBodyBytes) must be a number, but is \"4 MiB\"."
    )]
    [TestCase(
        "Receiving:MaxBytesInFlight",
        "2047",
        "Receiving:MaxBytesInFlight (environment Receiving__MaxBytesInFlight) must be between 2048 and 17179869184, but is 2047."
    )]
    [TestCase(
        "Receiving:MaxBytesInFlight",
        "8388607",
        "Receiving:MaxBytesInFlight (environment Receiving__MaxBytesInFlight) must be at least twice Receiving:MaxBodyBytes, "
            + "8388608, but is 8388607."
    )]
    [TestCase(
        "Receiving:HeadersTimeoutSeconds",
        "0",
        "Receiving:HeadersTimeoutSeconds (environment Receiving__HeadersTimeoutSeconds) must be between 1 and 120, but is 0."
    )]
    [TestCase(
        "Receiving:BodyTimeoutSeconds",
        "301",
        "Receiving:BodyTimeoutSeconds (environment Receiving__BodyTimeoutSeconds) must be between 1 and 300, but is 301."
    )]
    [TestCase(
        "Receiving:MinBytesPerSecond",
        "0",
        "Receiving:MinBytesPerSecond (environment Receiving__MinBytesPerSecond) must be between 1 and 1048576, but is 0."
    )]
    [TestCase(
        "Receiving:MinRateGraceSeconds",
        "1",
        "Receiving:MinRateGraceSeconds (environment Receiving__MinRateGraceSeconds) must be between 2 and 60, but is 1."
    )]
    [TestCase(
        "Receiving:PublishTimeoutSeconds",
        "-1",
        "Receiving:PublishTimeoutSeconds (environment Receiving__PublishTimeoutSeconds) must be between 1 and 120, but is -1."
    )]
    [TestCase(
        "Receiving:RetryAfterSeconds",
        "3601",
        "Receiving:RetryAfterSeconds (environment Receiving__RetryAfterSeconds) must be between 1 and 3600, but is 3601."
    )]
    [TestCase(
        "Receiving:MaxRefusalsPerMinute",
        "0",
        "Receiving:MaxRefusalsPerMinute (environment Receiving__MaxRefusalsPerMinute) must be between 1 and 1000000, but is 0."
    )]
    [TestCase(
        "Privacy:IncludeMessageText",
        "yes",
        "Privacy:IncludeMessageText (environment Privacy__IncludeMessageText) must be true or false, but is \"yes\"."
    )]
    [TestCase("Backfill:History", "maybe", "Backfill:History (environment Backfill__History) must be true or false, but is \"maybe\".")]
    [TestCase(
        "Channels",
        "whatsapp,pigeon",
        "Channels (environment Channels) must be whatsapp, messenger or instagram, or several of them with commas between, "
            + "but one is \"pigeon\"."
    )]
    [TestCase(
        "Events:Forward",
        "core,everything",
        "Events:Forward (environment Events__Forward) must be core, all, "
            + "or event names such as message.read and beginnings such as call.*, with commas between, but one is \"everything\"."
    )]
    [TestCase(
        "Identity:UserId",
        "name",
        "Identity:UserId (environment Identity__UserId) must be one of Phone, Bsuid, Hashed, but is \"name\"."
    )]
    [TestCase(
        "Identity:UserId",
        "hashed",
        "Identity:Pepper (environment Identity__Pepper) must be a random text of at least 32 characters when Identity:UserId "
            + "is hashed, and stay the same for ever."
    )]
    [TestCase(
        "Intake:UnavailableHold",
        "00:10:01",
        "Intake:UnavailableHold (environment Intake__UnavailableHold) must be between 00:00:00 and 00:10:00, but is 00:10:01."
    )]
    [TestCase(
        "Telemetry:LogFormat",
        "xml",
        "Telemetry:LogFormat (environment Telemetry__LogFormat) must be one of Auto, Text, Json, None, but is \"xml\"."
    )]
    [TestCase(
        "SettingFiles:PollSeconds",
        "0",
        "SettingFiles:PollSeconds (environment SettingFiles__PollSeconds) must be between 1 and 3600, but is 0."
    )]
    [TestCase("ShutdownSeconds", "0", "ShutdownSeconds (environment ShutdownSeconds) must be between 1 and 600, but is 0.")]
    [TestCase(
        "ShutdownDelaySeconds",
        "121",
        "ShutdownDelaySeconds (environment ShutdownDelaySeconds) must be between 0 and 120, but is 121."
    )]
    [TestCase(
        "Broker:Url",
        "localhost:5672",
        "Broker:Url (environment BROKER_URL) must be an address that starts with amqp:// or amqps://."
    )]
    [TestCase(
        "Broker:Url",
        "amqp://user:hunter2@broker/a/b",
        "Broker:Url (environment BROKER_URL) has more than one part after the host; write a slash in the name of a virtual host as %2F."
    )]
    [TestCase(
        "Spool:Enabled",
        "false",
        "Spool:Enabled (environment Spool__Enabled) is false, and there is no broker: "
            + "remove it, or set Broker:Url (environment BROKER_URL)."
    )]
    [TestCase("Role", "nobody", "Role (--role) must be all, receive, forward or ops, but is \"nobody\".")]
    [TestCase(
        "Role",
        "receive",
        "--role receive needs a broker between the processes: set Broker:Url (environment BROKER_URL), or run without --role."
    )]
    [TestCase(
        "Role",
        "Forward",
        "--role forward needs a broker between the processes: set Broker:Url (environment BROKER_URL), or run without --role."
    )]
    public void A_setting_that_is_not_sound_stops_the_start_with_one_sentence(string key, string? value, string expected)
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() => StartAsync(new() { [key] = value }));

        Assert.That(refusal!.Problems, Is.EqualTo([expected]));
        Assert.That(refusal.ExitCode, Is.EqualTo(2));
    }

    [TestCase("Broker:Exchange", "amq.topic", "Broker:Exchange (environment Broker__Exchange) is not valid")]
    [TestCase("Broker:Queue", "a b", "Broker:Queue (environment Broker__Queue) is not valid")]
    [TestCase("Broker:DeadLetterQueue", "", "Broker:DeadLetterQueue (environment Broker__DeadLetterQueue) is missing")]
    [TestCase(
        "Broker:DeadLetterQueue",
        "bridge.forward",
        "Broker:Exchange, Broker:Queue and Broker:DeadLetterQueue must be three different names."
    )]
    [TestCase(
        "Broker:DeliveryLimit",
        "0",
        "Broker:DeliveryLimit (environment Broker__DeliveryLimit) must be between 1 and 1000, but is 0."
    )]
    [TestCase("Broker:Prefetch", "1001", "Broker:Prefetch (environment Broker__Prefetch) must be between 1 and 1000, but is 1001.")]
    [TestCase(
        "Broker:PublishTimeoutSeconds",
        "61",
        "Broker:PublishTimeoutSeconds (environment Broker__PublishTimeoutSeconds) must be between 1 and 60, but is 61."
    )]
    [TestCase(
        "Broker:MaxPublishesInFlight",
        "0",
        "Broker:MaxPublishesInFlight (environment Broker__MaxPublishesInFlight) must be between 1 and 64, but is 0."
    )]
    [TestCase(
        "Broker:LingerMilliseconds",
        "11",
        "Broker:LingerMilliseconds (environment Broker__LingerMilliseconds) must be between 0 and 10, but is 11."
    )]
    [TestCase(
        "Broker:HeartbeatSeconds",
        "121",
        "Broker:HeartbeatSeconds (environment Broker__HeartbeatSeconds) must be between 1 and 120, but is 121."
    )]
    [TestCase(
        "Broker:ConnectTimeoutSeconds",
        "0",
        "Broker:ConnectTimeoutSeconds (environment Broker__ConnectTimeoutSeconds) must be between 1 and 120, but is 0."
    )]
    [TestCase(
        "Broker:RetryMilliseconds",
        "49",
        "Broker:RetryMilliseconds (environment Broker__RetryMilliseconds) must be between 50 and 60000, but is 49."
    )]
    [TestCase("Broker:CheckSeconds", "0", "Broker:CheckSeconds (environment Broker__CheckSeconds) must be between 1 and 3600, but is 0.")]
    [TestCase("Intake:HoldSeconds", "301", "Intake:HoldSeconds (environment Intake__HoldSeconds) must be between 0 and 300, but is 301.")]
    public void A_setting_of_the_broker_that_is_not_sound_stops_the_start_with_one_sentence(string key, string value, string expected)
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(new() { ["Broker:Url"] = "amqp://localhost:1", [key] = value })
        );

        Assert.That(refusal!.Problems.Single(), Does.StartWith(expected));
        Assert.That(refusal.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            StartAsync(
                new()
                {
                    ["Meta:AppSecrets:0"] = "",
                    ["Meta:VerifyTokens:0"] = "",
                    ["Receiving:MaxBodyBytes"] = "1",
                    ["Receiving:RetryAfterSeconds"] = "soon",
                    ["ShutdownSeconds"] = "0",
                }
            )
        );

        Assert.That(
            refusal!.Problems.Select(problem => problem.Split(' ')[0]),
            Is.EquivalentTo(["Meta:AppSecrets", "Meta:VerifyTokens", "Receiving:RetryAfterSeconds", "ShutdownSeconds"])
        );
    }

    [Test]
    public void The_limits_that_nobody_set_are_sound()
    {
        Assert.DoesNotThrowAsync(() => StartAsync([]));
    }

    private static async Task StartAsync(Dictionary<string, string?> settings)
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), settings);
    }
}
