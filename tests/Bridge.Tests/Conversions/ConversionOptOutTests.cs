using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Receiving;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>Whose last word was that they opted out, Meta hears nothing of, by whichever id they or a CRM said it.</summary>
[TestFixture("sqlite")]
[TestFixture("postgres", Category = Needs.Server)]
internal sealed class ConversionOptOutTests(string provider) : ConversionFixture(provider)
{
    private static readonly AdConversation Person = new("254700000001", Now.AddHours(-4)) { Bsuid = "KE.13491208655302741918" };
    private static readonly AdConversation Other = new("254700000002", Now.AddHours(-4));

    [TestCase("+254700000001")]
    [TestCase("KE.13491208655302741918")]
    public async Task A_CRM_that_does_not_say_of_which_number_somebody_opted_out_is_heard(string userId)
    {
        await using var bridge = await StartBridgeAsync();
        await AdConversation.SendAsync(bridge, Person.Clicks(), Other.Clicks());

        await CaptureAsync(bridge, "contact.opted_out", userId, Now.AddHours(-2), context: "");
        await AdConversation.SendAsync(bridge, Person.Orders(Now.AddHours(-1)), Other.Orders(Now.AddHours(-1)));

        await OrdersAreDeliveredAsync(2);
        Assert.That(Clicks(), Is.EqualTo(new[] { Other.Click }));
    }

    [Test]
    public async Task Who_opts_in_again_by_another_id_is_told_of()
    {
        await using var bridge = await StartBridgeAsync();
        await AdConversation.SendAsync(bridge, Person.Clicks());

        await CaptureAsync(bridge, "contact.opted_out", $"+{Person.Phone}", Now.AddHours(-3));
        await CaptureAsync(bridge, "contact.opted_in", Person.Bsuid!, Now.AddHours(-2));
        await AdConversation.SendAsync(bridge, Person.Orders(Now.AddHours(-1)));

        await OrdersAreDeliveredAsync(1);
        Assert.That(Clicks(), Is.EqualTo(new[] { Person.Click }));
    }

    [Test]
    public async Task An_older_word_that_comes_later_changes_nothing()
    {
        await using var bridge = await StartBridgeAsync();
        await AdConversation.SendAsync(bridge, Person.Clicks());

        await CaptureAsync(bridge, "contact.opted_out", $"+{Person.Phone}", Now.AddHours(-2));
        await CaptureAsync(bridge, "contact.opted_in", Person.Bsuid!, Now.AddHours(-3));
        await AdConversation.SendAsync(bridge, Person.Orders(Now.AddHours(-1)));

        await OrdersAreDeliveredAsync(1);
        Assert.That(Clicks(), Is.Empty);
    }

    /// <summary>Posts an event of a CRM, and waits until it is taken in.</summary>
    private async Task CaptureAsync(
        BridgeHost bridge,
        string name,
        string userId,
        DateTimeOffset at,
        string context = $"\"phoneNumberId\":\"{AdConversation.Number}\","
    )
    {
        await Eventually.HoldsAsync(() => Count("message.received") > 0, "the click is taken in");
        using var answer = await bridge.SendAsync(
            CapturePost.Create(
                $$"""
                {"batch":[{"type":"track","event":"{{name}}","userId":"{{userId}}","context":{{{context}}"channel":"whatsapp"},
                "timestamp":"{{at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}}Z","properties":{} }]}
                """
            )
        );
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        await Eventually.HoldsAsync(() => Count(name) > 0, $"{name} is taken in");
    }

    private async Task OrdersAreDeliveredAsync(int count)
    {
        await Eventually.HoldsAsync(() => Count("order.placed") == count, "the orders are delivered");
        await AllIsDeliveredAsync();
    }

    private int Count(string name) => Collector.TakenPayloads.Values.Count(payload => (string?)JsonNode.Parse(payload)!["event"] == name);
}
