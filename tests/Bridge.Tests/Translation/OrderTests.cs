using System.Text.Json.Nodes;

namespace Bridge.Translation;

[TestFixture]
internal sealed class OrderTests
{
    [TestCase(
        """[{"quantity":2,"item_price":10.5,"currency":"KES"},{"quantity":"3","item_price":"1","currency":"KES"}]""",
        5,
        "24.0",
        "KES"
    )]
    [TestCase("""[{"quantity":1,"item_price":10,"currency":"KES"},{"quantity":1,"item_price":10,"currency":"USD"}]""", 2, null, null)]
    [TestCase("""[{"quantity":1,"item_price":10,"currency":"KES"},{"quantity":1,"item_price":10}]""", 2, "20", "KES")]
    [TestCase("""[{"quantity":2,"item_price":null,"currency":"KES"},{"quantity":1,"item_price":5,"currency":"KES"}]""", 3, null, "KES")]
    [TestCase("""[{"item_price":7}]""", 1, "7", null)]
    [TestCase("""[{"quantity":0,"item_price":7,"currency":"KES"}]""", 0, null, "KES")]
    [TestCase("""[{"quantity":-4,"item_price":7}]""", 1, "7", null)]
    [TestCase("""[null,{"quantity":2,"item_price":7},"?",[]]""", 2, "14", null)]
    [TestCase("""{"quantity":2,"item_price":0.1}""", 2, "0.2", null)]
    [TestCase("[]", 0, null, null)]
    [TestCase("null", 0, null, null)]
    public void The_order_is_summed_as_far_as_it_is_known(string items, int count, string? total, string? currency)
    {
        var placed = Placed($$"""{"catalog_id":"194836987003835","product_items":{{items}}}""");

        Assert.That((int?)placed["itemCount"], Is.EqualTo(count));
        Assert.That(placed["orderTotal"]?.ToJsonString(), Is.EqualTo(total));
        Assert.That((string?)placed["currency"], Is.EqualTo(currency));
        Assert.That((string?)placed["catalogId"], Is.EqualTo("194836987003835"));
    }

    [TestCase("""{"quantity":1000000000,"item_price":999999999999}""")]
    [TestCase("""{"quantity":1e300,"item_price":1e300}""")]
    [TestCase("""{"quantity":"9223372036854775807","item_price":"79228162514264337593543950335"}""")]
    public void No_sum_overflows(string item)
    {
        var items = string.Join(',', Enumerable.Repeat(item, 10_000));

        var translation = Translated.Message(
            $$$"""
            "type":"order","order":{"product_items":[{{{items}}}]}
            """
        );

        Assert.That(translation.Lines().Select(WellFormed.FindFault), Is.All.Null);
        Assert.That(translation.Events, Has.Count.EqualTo(2));
    }

    [Test]
    public void An_order_about_a_product_names_one_catalogue()
    {
        var received = Translated.Message(
            """
            "type":"order","order":{"catalog_id":"1"},
            "context":{"id":"wamid.P","referred_product":{"catalog_id":"2","product_retailer_id":"SKU"}}
            """
        );

        Assert.That(received.Lines().Select(WellFormed.FindFault), Is.All.Null);
        Assert.That((string?)received.Event("message.received").Properties()["catalogId"], Is.EqualTo("1"));
    }

    private static JsonNode Placed(string order) =>
        Translated.Message("\"type\":\"order\",\"order\":" + order).Event("order.placed").Properties();
}
