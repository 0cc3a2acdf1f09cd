using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Attribution;
using Bridge.Core.Events;

namespace Bridge.Attribution;

public class NamedEventTests
{
    private static readonly AdNames Names = new("An ad", "7", "A set", "8", "A \"campaign\"");

    [Test]
    public void Names_stand_behind_what_the_event_says_wherever_it_tells_of_the_ad_and_the_rest_stays_byte_for_byte()
    {
        const string Payload = """
            {"context":{"campaign":{"content":"12"} },"properties":{ "adId":"12","note":"\u00e4 \ud800",
            "firstTouch":{"sourceType":"ad","sourceId":"12"},"lastTouch":{}}}
            """;

        var named = Complete(Payload);

        const string All = """
            "adName":"An ad","adsetId":"7","adsetName":"A set","campaignId":"8","campaignName":"A \"campaign\""
            """;
        Assert.That(
            named,
            Is.EqualTo(
                Payload
                    .Replace(
                        "\"content\":\"12\"",
                        "\"content\":\"12\",\"name\":\"A \\\"campaign\\\"\",\"id\":\"8\"",
                        StringComparison.Ordinal
                    )
                    .Replace("\"sourceId\":\"12\"", $"\"sourceId\":\"12\",{All}", StringComparison.Ordinal)
                    .Replace("\"lastTouch\":{}", $"\"lastTouch\":{{}},{All}", StringComparison.Ordinal)
            )
        );
    }

    [Test]
    public void What_the_event_says_itself_stays()
    {
        var properties = JsonNode.Parse(Complete("""{"properties":{"adId":"12","campaignName":"mine","adName":null}}"""))!["properties"]!;

        Assert.That(((string?)properties["campaignName"], (string?)properties["adName"]), Is.EqualTo(("mine", (string?)null)));
        Assert.That((string?)properties["adsetName"], Is.EqualTo("A set"));
    }

    [TestCase("""{"properties":{"adId":"../12"}}""")]
    [TestCase("""{"properties":{"adId":12}}""")]
    [TestCase("""{"properties":{"adId":"1234567890123456789012345678901"}}""")]
    [TestCase("""{"properties":{"lastTouch":{"sourceType":"post","sourceId":"12"}}}""")]
    [TestCase("""{"properties":"adId"}""")]
    [TestCase("""["adId"]""")]
    [TestCase("""{"properties":{"adId":"12"}""")]
    [TestCase("""{"properties":{"\ud800":1,"adId":["12"]}}""")]
    public void What_names_no_ad_stays_as_it_is(string payload)
    {
        Assert.That(NamedEvent.FindAds(Encoding.UTF8.GetBytes(payload)), Is.Empty);
        Assert.That(Complete(payload), Is.EqualTo(payload));
    }

    private static string Complete(string payload) =>
        Encoding.UTF8.GetString(NamedEvent.Complete(Encoding.UTF8.GetBytes(payload), ad => ad == "12" ? Names : null));
}
