using System.Net;
using System.Text;
using Bridge.Delivery;

namespace Bridge.Support;

internal sealed class ScriptedCollectorTests
{
    [TestCase("no JSON at all")]
    [TestCase("""{"batch":[{"type":"track"}]}""")]
    public async Task A_strict_collector_refuses_what_breaks_the_contract_and_tells_why(string body)
    {
        await using var collector = await ScriptedCollector.StartAsync(strict: true);

        var status = await PostAsync(collector, body);

        Assert.That((status, collector.Violations.Count > 0, collector.Taken.Count), Is.EqualTo((HttpStatusCode.BadRequest, true, 0)));
    }

    [Test]
    public async Task An_event_is_answered_as_its_script_says_and_taken_when_it_is_exhausted()
    {
        var waiting = Events.Numbered(1);
        await using var collector = await ScriptedCollector.StartAsync(strict: true);
        collector.Script(waiting.Id, ScriptedAnswer.Status(503), ScriptedAnswer.Status(429));
        var body = $$"""{"batch":[{{Encoding.UTF8.GetString(waiting.Payload)}}]}""";

        HttpStatusCode[] statuses = [await PostAsync(collector, body), await PostAsync(collector, body), await PostAsync(collector, body)];

        Assert.That(
            statuses,
            Is.EqualTo((HttpStatusCode[])[HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests, HttpStatusCode.OK])
        );
        Assert.That(collector.TakenPayloads[waiting.Id], Is.EqualTo(Encoding.UTF8.GetString(waiting.Payload)));
    }

    private static async Task<HttpStatusCode> PostAsync(ScriptedCollector collector, string body)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(collector.Url, "/v1/capture"), content);
        return answer.StatusCode;
    }
}
