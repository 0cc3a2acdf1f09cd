using Bridge.Delivery;

namespace Bridge.Conversions;

/// <summary>What Meta's answers mean for what was told.</summary>
internal sealed class ConversionVerdictTests
{
    [TestCase(200, """{"events_received":2,"fbtrace_id":"A"}""", Verdict.Taken)]
    [TestCase(200, "<html>hotel network</html>", Verdict.Pause)]
    [TestCase(200, """{"events_received":1}""", Verdict.Refused)]
    [TestCase(200, """{"events_received":0}""", Verdict.Refused)]
    [TestCase(302, "", Verdict.Pause)]
    [TestCase(404, "not found", Verdict.Pause)]
    [TestCase(413, "", Verdict.TooLarge)]
    [TestCase(429, "", Verdict.Wait)]
    [TestCase(500, "oops", Verdict.Wait)]
    [TestCase(503, null, Verdict.Wait)]
    [TestCase(400, """{"error":{"code":100,"error_subcode":2804066}}""", Verdict.Refused)]
    [TestCase(400, """{"error":{"code":100}}""", Verdict.Refused)]
    [TestCase(400, """{"error":{"code":100,"error_subcode":33}}""", Verdict.Pause)]
    [TestCase(400, """{"error":{"code":190}}""", Verdict.Pause)]
    [TestCase(401, """{"error":{"code":190,"error_subcode":463}}""", Verdict.Pause)]
    [TestCase(403, """{"error":{"code":200}}""", Verdict.Pause)]
    [TestCase(400, """{"error":{"code":4}}""", Verdict.Wait)]
    [TestCase(403, """{"error":{"code":80004}}""", Verdict.Wait)]
    [TestCase(500, """{"error":{"code":2}}""", Verdict.Wait)]
    [TestCase(400, """{"error":{"code":100,"is_transient":true}}""", Verdict.Wait)]
    [TestCase(400, """{"error":{}}""", Verdict.Pause)]
    [TestCase(422, """{"detail":"no such route"}""", Verdict.Pause)]
    [TestCase(401, """{"error":{"message":"who are you?"}}""", Verdict.Pause)]
    [TestCase(403, """{"error":{"code":100}}""", Verdict.Pause)]
    [TestCase(429, """{"error":{"message":"slow down"}}""", Verdict.Wait)]
    [TestCase(500, """{"error":{"code":-1}}""", Verdict.Wait)]
    [TestCase(400, """{"error":{"code":-1}}""", Verdict.Wait)]
    [TestCase(502, """{"error":{"message":"upstream connect error"}}""", Verdict.Wait)]
    [TestCase(503, """{"error":{"code":"unavailable"}}""", Verdict.Wait)]
    [TestCase(503, """{"error":{"code":100}}""", Verdict.Wait)]
    public void Metas_codes_decide_and_then_the_status(int status, string? text, object verdict)
    {
        Assert.That(ConversionVerdicts.Of(new CollectorAnswer(status, Text: text), posted: 2), Is.EqualTo(verdict));
    }

    [Test]
    public void Without_an_answer_it_waits()
    {
        Assert.That(ConversionVerdicts.Of(new CollectorAnswer(null, NetworkFailure.Timeout), posted: 1), Is.EqualTo(Verdict.Wait));
    }
}
