namespace Bridge.Delivery;

internal sealed class VerdictTests
{
    [TestCase(200, Verdict.Taken)]
    [TestCase(204, Verdict.Taken)]
    [TestCase(299, Verdict.Taken)]
    [TestCase(400, Verdict.Refused)]
    [TestCase(422, Verdict.Refused)]
    [TestCase(413, Verdict.TooLarge)]
    [TestCase(401, Verdict.Pause)]
    [TestCase(403, Verdict.Pause)]
    [TestCase(404, Verdict.Pause)]
    [TestCase(408, Verdict.Wait)]
    [TestCase(425, Verdict.Wait)]
    [TestCase(429, Verdict.Wait)]
    [TestCase(500, Verdict.Wait)]
    [TestCase(502, Verdict.Wait)]
    [TestCase(503, Verdict.Wait)]
    [TestCase(504, Verdict.Wait)]
    [TestCase(599, Verdict.Wait)]
    [TestCase(501, Verdict.Refused)]
    [TestCase(301, Verdict.Refused)]
    [TestCase(307, Verdict.Refused)]
    [TestCase(405, Verdict.Refused)]
    [TestCase(418, Verdict.Refused)]
    [TestCase(600, Verdict.Refused)]
    public void Each_status_means_what_the_table_says(int status, Verdict expected)
    {
        Assert.That(Verdicts.Of(new CollectorAnswer(status)), Is.EqualTo(expected));
    }

    [Test]
    public void Every_failure_of_the_network_waits([Values] NetworkFailure failure)
    {
        Assert.That(Verdicts.Of(new CollectorAnswer(null, failure)), Is.EqualTo(Verdict.Wait));
    }
}
