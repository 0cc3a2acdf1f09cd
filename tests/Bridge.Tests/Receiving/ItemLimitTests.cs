using System.IO.Pipelines;
using System.Net;
using System.Text;
using Bridge.Receiving.Webhooks;
using Bridge.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>What a body may cost by what it holds, seen from outside.</summary>
public class ItemLimitTests
{
    private readonly RecordingPublisher _publisher = new();
    private BridgeHost _bridge = null!;

    [OneTimeSetUp]
    public async Task Start() => _bridge = await RecordingPublisher.StartBridgeAsync(_publisher, new() { ["Receiving:MaxItems"] = "10" });

    [OneTimeTearDown]
    public async Task Stop() => await _bridge.DisposeAsync();

    [TestCase(10, 10, 0)]
    [TestCase(11, 0, 1)]
    [TestCase(100_000, 0, 1)]
    public async Task A_body_of_too_many_items_is_answered_200_and_kept_whole(int items, int events, int unreadable)
    {
        var body =
            """{"entry":[{"id":"1","changes":[{"field":"messages","value":{"statuses":["""
            + $$$"""{{{string.Join(',', Enumerable.Repeat("""{"id":"A","status":"read"}""", items))}}}]}}]}]}""";

        using var response = await _bridge.SendAsync(SignedRequest.Create(body));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((_publisher.Published.Last().Events, _publisher.Published.Last().Unreadable), Is.EqualTo((events, unreadable)));
    }

    [Test]
    public async Task Nothing_is_done_for_somebody_who_has_gone_before_it_began()
    {
        var published = _publisher.Published.Count;
        var context = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };
        var body = Encoding.UTF8.GetBytes("{}");
        context.Request.Headers["X-Hub-Signature-256"] = SignedRequest.Sign(body);
        context.Features.Set<IRequestBodyPipeFeature>(new AllAtOnce(await WrittenAsync(body)));

        await _bridge.Services.GetRequiredService<WebhookReceiver>().ReceiveAsync(context);

        Assert.That(context.Response.StatusCode, Is.EqualTo(StatusCodes.Status499ClientClosedRequest));
        Assert.That(_publisher.Published, Has.Count.EqualTo(published));
    }

    private static async Task<PipeReader> WrittenAsync(byte[] body)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(body);
        await pipe.Writer.CompleteAsync();
        return pipe.Reader;
    }

    private sealed record AllAtOnce(PipeReader Reader) : IRequestBodyPipeFeature;
}
