using System.Text.Json.Nodes;
using Bridge.Support;
using Bridge.Translation;

namespace Bridge.Intake;

/// <summary>
/// The unavailable message: a message Meta cannot show yet (131060), whose real copy may follow under the same id, or came already, or
/// never comes.
/// </summary>
internal sealed class UnavailableMessageTests
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    private IntakeRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await IntakeRig.StartAsync();

    [TearDown]
    public ValueTask Stop() => _rig.DisposeAsync();

    [Test]
    public async Task The_real_message_takes_the_place_of_the_unavailable_one()
    {
        await _rig.HearAsync(Unavailable("A"));
        Assert.That(await _rig.DeliveredAsync(), Is.Empty, "the unavailable message is held");

        await _rig.HearAsync(Real("A"));
        await _rig.PassAsync(Hold);

        Assert.That(await Received(), Is.EqualTo(["A text"]));
    }

    [Test]
    public async Task An_unavailable_message_that_comes_after_the_real_message_is_dropped()
    {
        await _rig.HearAsync(Real("A"));
        await _rig.HearAsync(Unavailable("A"));
        await _rig.PassAsync(Hold);

        Assert.That(await Received(), Is.EqualTo(["A text"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Both_in_one_webhook_are_one_message(bool unavailableFirst)
    {
        await _rig.HearAsync(
            Body(unavailableFirst ? UnavailableItem("A") + "," + RealItem("A") : RealItem("A") + "," + UnavailableItem("A"))
        );
        await _rig.PassAsync(Hold);

        Assert.That(await Received(), Is.EqualTo(["A text"]));
    }

    [Test]
    public async Task An_unavailable_message_that_stays_alone_goes_out_once_as_unavailable()
    {
        await _rig.HearAsync(Unavailable("A"));
        await _rig.HearAsync(Unavailable("A"));
        await _rig.PassAsync(Hold - TimeSpan.FromSeconds(1));
        Assert.That(await _rig.DeliveredAsync(), Is.Empty);

        await _rig.PassAsync(TimeSpan.FromSeconds(1));
        var delivered = await _rig.DeliveredAsync();
        await _rig.HearAsync(Unavailable("A"));
        await _rig.PassAsync(Hold);

        Assert.That((bool?)delivered.Single()["properties"]!["unavailable"], Is.True);
        Assert.That(await Received(), Is.EqualTo(["A unsupported"]));
    }

    [Test]
    public async Task A_message_that_comes_after_all_is_not_lost_to_an_unavailable_message_that_went_out()
    {
        await _rig.HearAsync(Unavailable("A"));
        await _rig.PassAsync(Hold);
        await _rig.DeliveredAsync();

        await _rig.HearAsync(Real("A"));

        Assert.That(await Received(), Is.EqualTo(["A unsupported", "A text"]));
    }

    [Test]
    public async Task Setting_the_clock_neither_frees_nor_keeps_what_is_held([Values(-400, 400)] int days)
    {
        await _rig.HearAsync(Unavailable("A"));
        _rig.Bridge.Time.Set(TimeSpan.FromDays(days));
        await _rig.PassAsync(Hold - TimeSpan.FromSeconds(1));
        Assert.That(await _rig.DeliveredAsync(), Is.Empty);

        await _rig.PassAsync(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync(async () => (await _rig.DeliveredAsync()).Count == 1, "it goes out when its time has come");
    }

    [Test]
    public async Task What_was_held_by_a_clock_that_was_a_year_ahead_goes_out_after_a_restart()
    {
        await _rig.HearAsync(Unavailable("A"));
        _rig.Bridge.Time.Set(TimeSpan.FromDays(-400));

        await _rig.RestartAsync();

        await Eventually.HoldsAsync(async () => (await _rig.DeliveredAsync()).Count == 1, "it goes out");
    }

    [Test]
    public async Task A_restart_neither_loses_nor_frees_what_is_held()
    {
        await _rig.HearAsync(Unavailable("A"));
        await _rig.HearAsync(Unavailable("B"));
        await _rig.RestartAsync();
        await _rig.HearAsync(Real("A"));
        await _rig.RestartAsync();

        Assert.That(await Received(), Is.EqualTo(["A text"]));
        await _rig.PassAsync(Hold);

        Assert.That(await Received(), Is.EqualTo(["A text", "B unsupported"]));
    }

    [Test]
    public async Task Other_numbers_and_messages_are_other_facts()
    {
        await _rig.HearAsync(Unavailable("A"));
        await _rig.HearAsync(Real("B"));
        await _rig.HearAsync(Real("A", number: "2"));
        await _rig.PassAsync(Hold);

        Assert.That(await Received(), Is.EqualTo(["B text", "A text", "A unsupported"]));
    }

    [Test]
    public async Task Without_a_hold_the_unavailable_message_goes_out_at_once_unless_the_real_message_was_first()
    {
        await using var rig = await IntakeRig.StartAsync(("Intake:UnavailableHold", "00:00:00"));

        await rig.HearAsync(Unavailable("A"));
        await rig.HearAsync(Real("B"));
        await rig.HearAsync(Unavailable("B"));

        Assert.That((await rig.DeliveredAsync()).Select(Describe), Is.EqualTo(["A unsupported", "B text"]));
    }

    /// <summary>
    /// Any order of unavailable messages, real messages, repetitions, restarts and waiting: each message once at the end, and nothing twice.
    /// </summary>
    [Test]
    public async Task Whatever_the_order_no_message_is_lost_and_none_goes_out_twice([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var real = new HashSet<string>();
        var heard = new HashSet<string>();
        for (var step = 0; step < 25; step++)
        {
            var id = ((char)('A' + random.Next(4))).ToString();
            switch (random.Next(7))
            {
                case 0 or 1 or 2:
                    heard.Add(id);
                    await _rig.HearAsync(Unavailable(id));
                    break;
                case 3 or 4:
                    heard.Add(id);
                    real.Add(id);
                    await _rig.HearAsync(Real(id));
                    break;
                case 5:
                    await _rig.RestartAsync();
                    break;
                default:
                    await _rig.PassAsync(TimeSpan.FromSeconds(random.Next(1, 20)));
                    break;
            }

            await _rig.DeliveredAsync();
        }

        await _rig.PassAsync(Hold);
        var received = (await Received()).ToList();

        Assert.That(received, Is.Unique);
        Assert.That(received.Select(item => item.Split(' ')[0]).Distinct(), Is.EquivalentTo(heard));
        Assert.That(
            received.Where(item => item.EndsWith("text", StringComparison.Ordinal)).Select(item => item.Split(' ')[0]),
            Is.EquivalentTo(real)
        );
    }

    [Test]
    public async Task The_pair_from_the_field_is_one_message_and_its_referral()
    {
        Assume.That(Samples.Corpus, Is.Not.Null, "there is no corpus");

        await _rig.HearAsync(
            await File.ReadAllTextAsync(Path.Combine(Samples.Corpus!, "messages.unsupported.unknown.errors_131060.ghost_1of2.json"))
        );
        await _rig.HearAsync(
            await File.ReadAllTextAsync(Path.Combine(Samples.Corpus!, "messages.text.referral_ad.after_131060.ghost_2of2.json"))
        );
        await _rig.PassAsync(Hold);

        var delivered = await _rig.DeliveredAsync();
        Assert.That(delivered.Select(item => (string?)item["event"]), Is.EqualTo(["message.received", "referral.received"]));
        Assert.That((string?)delivered[0]["properties"]!["contentType"], Is.EqualTo("text"));
    }

    private async Task<IEnumerable<string>> Received() => (await _rig.DeliveredAsync()).Select(Describe);

    private static string Describe(JsonNode trackEvent) =>
        $"{trackEvent["properties"]!["messageId"]} {trackEvent["properties"]!["contentType"]}";

    private static string Unavailable(string id) => Body(UnavailableItem(id));

    private static string Real(string id, string number = "1") => Body(RealItem(id), number);

    private static string UnavailableItem(string id) =>
        $$$"""{"from":"254712345678","id":"{{{id}}}","timestamp":"1769162400","type":"unsupported","errors":[{"code":131060}],"unsupported":{"type":"unknown"} }""";

    private static string RealItem(string id) =>
        $$$"""{"from":"254712345678","id":"{{{id}}}","timestamp":"1769162400","type":"text","text":{"body":"Sawa"} }""";

    private static string Body(string messages, string number = "1") =>
        $$$"""{"entry":[{"id":"9","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"{{{number}}}"},"messages":[{{{messages}}}]} }]}]}""";
}
