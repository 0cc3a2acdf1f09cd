using System.Net;
using System.Text;
using Bridge.Delivery;
using Bridge.Support;

namespace Bridge.Commands;

public class CollectorCommandTests
{
    [Test]
    public async Task It_prints_what_it_takes_and_why_it_refuses_and_ends_when_told_to()
    {
        var port = FreePort.Next();
        using var interrupt = new CancellationTokenSource();
        using var client = new HttpClient();
        var running = Typed.RunAsync(
            [
                "collector",
                "--urls",
                $"http://127.0.0.1:{port}",
                "--write-key",
                "key",
                "--refuse",
                "properties.messageId=wamid.2",
                "--latency",
                "1ms",
            ],
            interrupt.Token
        );
        await Eventually.HoldsAsync(() => AnswersAsync(client, port), "it listens");

        HttpStatusCode[] statuses =
        [
            await CaptureAsync(client, port, 1),
            await CaptureAsync(client, port, 2),
            await CaptureAsync(client, port, 1),
        ];
        await interrupt.CancelAsync();
        var (exitCode, output, error) = await running;

        Assert.That(statuses, Is.EqualTo((HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK]));
        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Is.EqualTo(Encoding.UTF8.GetString(Events.Numbered(1).Payload) + "\n"));
        Assert.That(error, Does.Contain("refused: batch[0]: properties.messageId=wamid.2").And.Contain("Took 1 events; 1 came again."));
    }

    [Test]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var collector = await ScriptedCollector.StartAsync();

        var (exitCode, _, error) = await Typed.RunAsync("collector", "--urls", collector.Url.ToString());

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("cannot listen"));
    }

    [TestCase("--fail", "503")]
    [TestCase("--fail", "200:30s")]
    [TestCase("--fail", "503:30s@soon")]
    [TestCase("--refuse", "message.read")]
    [TestCase("--latency", "slow")]
    public async Task An_option_that_makes_no_sense_is_refused(string option, string value)
    {
        var (exitCode, _, error) = await Typed.RunAsync("collector", option, value);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain($"'{value}' is not"));
    }

    private static async Task<bool> AnswersAsync(HttpClient client, int port)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/healthz/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }

    private static async Task<HttpStatusCode> CaptureAsync(HttpClient client, int port, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/v1/capture");
        request.Content = new StringContent($$"""{"batch":[{{Encoding.UTF8.GetString(Events.Numbered(number).Payload)}}]}""");
        request.Headers.Add("X-Write-Key", "key");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}
