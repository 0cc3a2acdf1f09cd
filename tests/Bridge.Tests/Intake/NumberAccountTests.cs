using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Intake;

/// <summary>A CRM names the business number alone, and may do so before Meta has said which account that belongs to.</summary>
[TestFixture(StoreProvider.Sqlite, false)]
[TestFixture(StoreProvider.Postgres, false, Category = Needs.Server)]
[TestFixture(StoreProvider.Postgres, true, Category = Needs.Server)]
internal sealed class NumberAccountTests(string provider, bool overBroker)
{
    private WholeWay _way = null!;

    [SetUp]
    public async Task Start() =>
        _way = await WholeWay.StartAsync(
            provider,
            overBroker,
            [
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Intake:TwinHold", "00:00:00.3"),
                ("Contacts:CountFrom", "2009-01-01"),
            ]
        );

    [TearDown]
    public Task Stop() => _way.DisposeAsync().AsTask();

    [Test]
    public async Task Whom_a_CRM_told_of_first_is_whom_Metas_first_webhook_names()
    {
        await CaptureAsync("""{"messageId":"wamid.crm"}""");
        await DeliveredAsync("message.received", 1);

        await _way.PostAsync(Metas("wamid.meta"));

        await IsOneConversationAsync(await DeliveredAsync("message.received", 2));
    }

    [Test]
    public async Task What_a_CRM_told_and_waited_when_Metas_first_webhook_came_is_of_the_same_person()
    {
        await CaptureAsync("""{"messageId":"wamid.crm"}""");
        await _way.PostAsync(Metas("wamid.meta"));

        await IsOneConversationAsync(await DeliveredAsync("message.received", 2));
    }

    private async Task IsOneConversationAsync(List<JsonNode> received)
    {
        await _way.PostAsync(Metas("wamid.last"));
        received = await DeliveredAsync("message.received", received.Count + 1);

        Assert.That(received.Select(one => (string?)one["properties"]!["conversationId"]).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(Named("contact.created"), Has.Count.EqualTo(1));
        Assert.That(await _way.Location.CountAsync("people"), Is.EqualTo(1));
    }

    private async Task CaptureAsync(string properties)
    {
        using var answer = await _way.SendAsync(CapturePost.Create(CapturePost.Batch(CapturePost.Event("message.received", properties))));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>A minute after what the CRM told of.</summary>
    private static byte[] Metas(string id) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
            "metadata":{"phone_number_id":"{{{CapturePost.Number}}}"},"contacts":[{"wa_id":"254712345678"}],
            "messages":[{"from":"254712345678","id":"{{{id}}}","timestamp":"1768824240","type":"text","text":{"body":"Habari"}}]}}]}]}
            """
        );

    private async Task<List<JsonNode>> DeliveredAsync(string name, int count)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Named(name).Count == count), $"{count} {name} at the collector");
        return Named(name);
    }

    private List<JsonNode> Named(string name) =>
        [.. _way.Collector.TakenPayloads.Values.Select(payload => JsonNode.Parse(payload)!).Where(item => (string?)item["event"] == name)];
}
