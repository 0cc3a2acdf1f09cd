using System.Text;
using Bridge.Delivery;

namespace Bridge.Support;

internal sealed class ContractValidatorTests
{
    private static readonly string Good = Encoding.UTF8.GetString(Events.Numbered(1).Payload);

    [Test]
    public void An_event_that_keeps_the_contract_has_no_violation()
    {
        Assert.That(ContractValidator.FindViolationsOfEvent(Good), Is.Empty);
    }

    [TestCase("\"track\"", "\"identify\"")]
    [TestCase("message.read", "Message Read")]
    [TestCase("+254712345678", "254712345678")]
    [TestCase("2026-01-23T10:00:00.000Z", "2026-01-23 10:00")]
    [TestCase("\"whatsapp\"", "\"sms\"")]
    [TestCase("\"messageId\":\"wamid.1\"", "")]
    [TestCase("\"messageId\":\"wamid.1\"", "\"messageId\":\"wamid.1\",\"readAt\":\"yesterday\"")]
    public void An_event_that_breaks_the_contract_is_told(string right, string wrong)
    {
        var bad = Good.Replace(right, wrong, StringComparison.Ordinal);

        Assert.That(ContractValidator.FindViolationsOfEvent(bad), Is.Not.Empty);
    }

    [TestCase("")]
    [TestCase("{\"batch\":[]}")]
    [TestCase("{\"batch\":")]
    [TestCase("[]")]
    public void A_body_that_breaks_the_contract_is_told(string body)
    {
        Assert.That(ContractValidator.FindViolations(body), Is.Not.Empty);
    }
}
