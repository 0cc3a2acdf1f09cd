using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Core.Conversions;
using Bridge.Core.Events;

namespace Bridge.Conversions;

/// <summary>Which events Meta is told of, and in which words.</summary>
internal sealed class ConversionTests
{
    private static readonly DateTimeOffset Clicked = new(2026, 5, 1, 10, 0, 0, TimeSpan.Zero);

    [Test]
    public void An_order_is_told_in_Metas_words()
    {
        var order = """
            {"event":"order.placed","userId":"+254700000001","timestamp":"2026-05-01T10:00:01.500Z","context":{"eventId":"7d3c"},
            "properties":{"orderTotal":1250.50,"currency":"KES"}}
            """;

        var said = Told(Conversion.Read(Conversion.Mark(Encoding.UTF8.GetBytes(order), "Purchase", "102290129340398", "clid-1"))!);

        Assert.That(
            JsonNode.DeepEquals(
                said,
                JsonNode.Parse(
                    """
                    {"event_name":"Purchase","event_time":1777629601,"event_id":"7d3c","action_source":"business_messaging",
                    "messaging_channel":"whatsapp","user_data":{"whatsapp_business_account_id":"102290129340398","ctwa_clid":"clid-1"},
                    "custom_data":{"currency":"KES","value":1250.50}}
                    """
                )
            ),
            Is.True,
            said.ToJsonString()
        );
    }

    [TestCase("""{"value":3,"currency":"KES"}""", "3")]
    [TestCase("""{"orderTotal":4,"total":5,"currency":"kes"}""", "4")]
    [TestCase("""{"revenue":"6.5","currency":"Kes"}""", "6.5")]
    [TestCase("""{"value":-1,"total":0,"currency":"KES"}""", "0")]
    public void What_it_is_worth_is_told_where_it_is_known(string properties, string value)
    {
        var said = Told(Conversion.Read(Conversion.Mark(Event(properties), "LeadSubmitted", "1", "c"))!);

        Assert.That(said["custom_data"]!.ToJsonString(), Is.EqualTo($$"""{"currency":"KES","value":{{value}}}"""));
    }

    [TestCase("{}")]
    [TestCase("""{"value":3}""")]
    [TestCase("""{"currency":"KES"}""")]
    [TestCase("""{"value":"much","currency":"KES"}""")]
    [TestCase("""{"value":-3,"currency":"KES"}""")]
    [TestCase("""{"value":3,"currency":"+254799999999 Jane Doe"}""")]
    [TestCase("""{"value":3,"currency":"K€S"}""")]
    public void Of_what_is_no_value_in_a_currency_nothing_leaves(string properties)
    {
        var said = Told(Conversion.Read(Conversion.Mark(Event(properties), "LeadSubmitted", "1", "c"))!);

        Assert.That(said["custom_data"], Is.Null);
    }

    [Test]
    public void What_is_yet_to_happen_by_a_clock_that_is_ahead_happens_now()
    {
        var told = Conversion.Read(Conversion.Mark(Event("{}"), "LeadSubmitted", "1", "c"))!;

        Assert.That(told.NotAfter(Clicked.AddMinutes(-5)).At, Is.EqualTo(Clicked.AddMinutes(-5)));
        Assert.That(told.NotAfter(Clicked.AddMinutes(5)).At, Is.EqualTo(Clicked));
    }

    [Test]
    public void What_another_system_calls_a_conversion_is_not_what_Meta_hears()
    {
        var foreign = """
            {"timestamp":"2026-05-01T10:00:00.000Z","context":{"eventId":"x","conversion":{"name":"Jane","account":"2","ctwaClid":"d"}}}
            """;

        var told = Conversion.Read(Conversion.Mark(Encoding.UTF8.GetBytes(foreign), "LeadSubmitted", "1", "c"))!;

        Assert.That((told.Name, told.Account, told.Click), Is.EqualTo(("LeadSubmitted", "1", "c")));
    }

    [TestCase("not JSON")]
    [TestCase("{}")]
    [TestCase("""{"context":{"conversion":{"name":"Purchase","account":"1","ctwaClid":"c"}},"timestamp":"2026-05-01T10:00:00Z"}""")]
    [TestCase("""{"context":{"eventId":"x","conversion":{"name":"Purchase","account":"1"}},"timestamp":"2026-05-01T10:00:00Z"}""")]
    [TestCase("""{"context":{"eventId":"x","conversion":{"name":"Purchase","account":"1","ctwaClid":"c"}},"timestamp":"soon"}""")]
    public void What_says_too_little_is_no_conversion(string payload)
    {
        Assert.That(Conversion.Read(Encoding.UTF8.GetBytes(payload)), Is.Null);
    }

    [TestCase("[]")]
    [TestCase("""{"context":7}""")]
    public void What_another_system_wrote_oddly_is_not_marked(string payload)
    {
        Assert.That(Conversion.Mark(Encoding.UTF8.GetBytes(payload), "Purchase", "1", "c"), Is.Null);
    }

    [Test]
    public void Seven_days_after_the_click_it_is_too_late()
    {
        var click = new AdClick("c", Clicked);

        Assert.That(ConversionChoice.WhyNot(About(Clicked.AddDays(7)), click), Is.Null);
        Assert.That(ConversionChoice.WhyNot(About(Clicked.AddDays(7).AddSeconds(1)), click), Is.EqualTo(ConversionChoice.TooOld));
    }

    [Test]
    public void Without_a_click_or_an_account_nothing_is_told()
    {
        Assert.That(ConversionChoice.WhyNot(About(Clicked), null), Is.EqualTo(ConversionChoice.NoClick));
        Assert.That(
            ConversionChoice.WhyNot(About(Clicked) with { Account = null }, new AdClick("c", Clicked)),
            Is.EqualTo(ConversionChoice.NoAccount)
        );
    }

    [TestCase("order.placed")]
    [TestCase("=Purchase")]
    [TestCase("order.placed=")]
    [TestCase("order.placed=Lead")]
    [TestCase("order.placed=My event")]
    [TestCase("conversion.purchase=Purchase")]
    public void An_entry_that_Meta_would_refuse_is_a_problem(string entry)
    {
        Assert.That(ConversionMap.ProblemOf(entry), Is.Not.Null);
    }

    [Test]
    public void Events_have_the_names_that_Meta_has_for_them()
    {
        var map = new ConversionMap(["order.placed=Purchase", " lead.won = LeadSubmitted "]);

        Assert.That(map.NameOf("order.placed"), Is.EqualTo("Purchase"));
        Assert.That(map.NameOf("lead.won"), Is.EqualTo("LeadSubmitted"));
        Assert.That(map.NameOf("chat.resolved"), Is.Null);
        Assert.That(ConversionMap.ProblemOf(" lead.won = LeadSubmitted "), Is.Null);
    }

    private static byte[] Event(string properties) =>
        Encoding.UTF8.GetBytes($$$"""{"timestamp":"2026-05-01T10:00:00.000Z","context":{"eventId":"x"},"properties":{{{properties}}}}""");

    private static EventSubject About(DateTimeOffset at) => new("+254700000001", "1", "2", null, null, null, null, null, null, null, at);

    private static JsonNode Told(Conversion conversion)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            conversion.WriteTo(writer);
        }

        return JsonNode.Parse(bytes.ToArray())!;
    }
}
