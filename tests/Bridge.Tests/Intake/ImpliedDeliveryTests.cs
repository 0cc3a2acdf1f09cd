using System.Text.Json.Nodes;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>
/// A message that was read or played was delivered: Meta leaves <c>delivered</c> out when the chat is open on the phone, and the funnel
/// would not add up.
/// </summary>
internal sealed class ImpliedDeliveryTests
{
    private IntakeRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await IntakeRig.StartAsync();

    [TearDown]
    public ValueTask Stop() => _rig.DisposeAsync();

    [Test]
    public async Task A_read_message_was_delivered_at_the_time_of_the_read()
    {
        await _rig.HearAsync(Body(Status("A", "read", 1769162405, ""","biz_opaque_callback_data":"{\"campaignId\":\"c1\"}" """)));

        var delivered = await _rig.DeliveredAsync();

        Assert.That(delivered.Select(Name), Is.EqualTo(["message.delivered", "message.read"]));
        Assert.That(
            delivered[0]["properties"]!.ToJsonString(),
            Is.EqualTo(
                delivered[1]["properties"]!.ToJsonString().Replace("readAt", "deliveredAt", StringComparison.Ordinal)[..^1]
                    + ",\"inferred\":true}"
            )
        );
        Assert.That((string?)delivered[0]["properties"]!["campaignId"], Is.EqualTo("c1"));
        Assert.That((string?)delivered[0]["timestamp"], Is.EqualTo("2026-01-23T10:00:05.000Z"));
        Assert.That(ContractValidator.FindViolationsOfEvent(delivered[0].ToJsonString()), Is.Empty);
    }

    [Test]
    public async Task It_has_the_id_of_the_real_one()
    {
        await _rig.HearAsync(Body(Status("A", "read")));
        await using var other = await IntakeRig.StartAsync();
        await other.HearAsync(Body(Status("A", "delivered")));

        Assert.That(Id((await _rig.DeliveredAsync())[0]), Is.EqualTo(Id((await other.DeliveredAsync())[0])));
    }

    [TestCase("delivered", "read")]
    [TestCase("read", "delivered")]
    [TestCase("read", "read")]
    [TestCase("played", "read")]
    [TestCase("read", "played", "delivered", "read")]
    public async Task Whatever_comes_in_whatever_order_it_is_delivered_once(params string[] statuses)
    {
        foreach (var status in statuses)
        {
            await _rig.HearAsync(Body(Status("A", status)));
        }

        var delivered = (await _rig.DeliveredAsync()).Select(Name).ToList();
        Assert.That(delivered.Count(name => name == "message.delivered"), Is.EqualTo(1));
        Assert.That(delivered, Is.EquivalentTo(statuses.Select(status => "message." + status).Append("message.delivered").Distinct()));
    }

    [TestCase("read", "delivered")]
    [TestCase("delivered", "played", "read")]
    [TestCase("played", "read", "read")]
    public async Task In_one_webhook_it_is_delivered_once_and_the_real_one_goes_out(params string[] statuses)
    {
        await _rig.HearAsync(Body(string.Join(',', statuses.Select(status => Status("A", status)))));

        var delivered = await _rig.DeliveredAsync();
        var inferred = delivered.Where(item => Name(item) == "message.delivered").Select(item => (bool?)item["properties"]!["inferred"]);
        Assert.That(inferred, Is.EqualTo([statuses.Contains("delivered") ? null : (bool?)true]));
        Assert.That(delivered, Has.Count.EqualTo(statuses.Append("delivered").Distinct().Count()));
    }

    [Test]
    public async Task In_a_group_each_participant_has_a_delivery_of_their_own()
    {
        await _rig.HearAsync(Body(GroupStatus("read", "254711111111")));
        await _rig.HearAsync(Body(GroupStatus("read", "254722222222")));
        await _rig.HearAsync(Body(GroupStatus("delivered", "254711111111")));

        Assert.That((await _rig.DeliveredAsync()).Count(item => Name(item) == "message.delivered"), Is.EqualTo(2));
    }

    [Test]
    public async Task Of_a_copy_for_a_sender_in_standby_nothing_is_inferred()
    {
        await _rig.HearAsync(Body(Status("A", "read"), field: "standby"));

        Assert.That((await _rig.DeliveredAsync()).Select(Name), Has.None.EqualTo("message.delivered"));
    }

    private static string Name(JsonNode item) => (string)item["event"]!;

    private static string Id(JsonNode item) => (string)item["context"]!["eventId"]!;

    private static string Status(string id, string status, long time = 1769162404, string more = "") =>
        $$"""{"id":"{{id}}","status":"{{status}}","timestamp":"{{time}}","recipient_id":"254712345678"{{more}}}""";

    private static string GroupStatus(string status, string participant) =>
        $$"""{"id":"G","status":"{{status}}","timestamp":"1769162404","recipient_id":"group","recipient_type":"group","""
        + $"\"recipient_participant_id\":\"{participant}\"}}";

    private static string Body(string statuses, string field = "messages") =>
        $$$"""{"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":{"metadata":"""
        + $$$"""{"phone_number_id":"1"},"statuses":[{{{statuses}}}]} }]}]}""";
}
