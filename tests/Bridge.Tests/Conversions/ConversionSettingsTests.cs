using Bridge.Configuration;
using Bridge.Support;

namespace Bridge.Conversions;

/// <summary>What somebody can write wrong about conversions, and what Bridge says at its start.</summary>
internal sealed class ConversionSettingsTests
{
    [TestCase(
        "order.placed",
        "4711",
        "t",
        "Attribution:Conversions (environment Attribution__Conversions): \"order.placed\" is no pair such as"
    )]
    [TestCase("order.placed=Lead", "4711", "t", "write LeadSubmitted")]
    [TestCase("order.placed=Purchase", "", "t", "Attribution:ConversionsDataset")]
    [TestCase("order.placed=Purchase", "my dataset", "t", "must be the number of the dataset")]
    [TestCase("order.placed=Purchase", "4711", "", "Attribution:ConversionsToken")]
    [TestCase(
        "order.placed=Purchase",
        "4711",
        "tok\nX",
        "Attribution:ConversionsToken (environment Attribution__ConversionsToken) holds a"
    )]
    [TestCase("order.placed=Purchase", "4711", "tökén", "which no token does: copy it again")]
    public void A_wrong_setting_ends_the_start_in_one_sentence(string conversions, string dataset, string token, string sentence)
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() => StartAsync(conversions, dataset, token))!;

        Assert.That(refusal.Problems, Has.One.Contains(sentence));
    }

    [Test]
    public void A_token_for_the_names_of_ads_that_no_header_can_hold_ends_the_start()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            BridgeHost.StartAsync(new Dictionary<string, string?> { ["Attribution:AccessToken"] = "x\ny" })
        )!;

        Assert.That(refusal.Problems, Has.One.Contains("META_ADS_TOKEN) holds a space, a line break").And.None.Contains("x\ny"));
    }

    [Test]
    public void A_conversion_whose_event_does_not_leave_is_none_that_Meta_could_hear_of()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            BridgeHost.StartAsync(Settings("order.placed=Purchase", "4711", "t").Where(setting => setting.Key != "Events:Forward"))
        )!;

        Assert.That(refusal.Problems, Has.One.Contains("names order.placed, which does not leave: add it to Events:Forward"));
    }

    [Test]
    public void No_source_may_be_called_as_what_Meta_is_told()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() =>
            BridgeHost.StartAsync(new Dictionary<string, string?> { ["Sources:conversions:WriteKey"] = "key" })
        )!;

        Assert.That(refusal.Problems, Has.One.Contains("name the source by its phone_number_id"));
    }

    private static Task<BridgeHost> StartAsync(string conversions, string dataset, string token) =>
        BridgeHost.StartAsync(Settings(conversions, dataset, token));

    private static Dictionary<string, string?> Settings(string conversions, string dataset, string token) =>
        new()
        {
            ["Events:Forward"] = "all",
            ["Attribution:Conversions"] = conversions,
            ["Attribution:ConversionsDataset"] = dataset,
            ["Attribution:ConversionsToken"] = token,
        };
}
