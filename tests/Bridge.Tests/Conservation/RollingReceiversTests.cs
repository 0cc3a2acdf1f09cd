using System.Net;
using Bridge.Support;

namespace Bridge.Conservation;

/// <summary>Receivers behind a load balancer are replaced one after the other while Meta posts.</summary>
public class RollingReceiversTests : BrokerFixture
{
    private const int Posters = 8;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly List<int> _statuses = [];
    private readonly List<TextWebhook> _posted = [];
    private volatile Uri[] _ready = [];
    private int _turn;

    [Test]
    [CancelAfter(Hanging.AfterMilliseconds)]
    public async Task Two_receivers_are_rolled_one_after_the_other_under_traffic_and_no_request_is_lost(CancellationToken cancellationToken)
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var forwarder = await Rig.StartForwarderAsync(collector);
        await using var first = Receiver();
        await using var second = Receiver();
        await first.StartAsync(cancellationToken);
        await second.StartAsync(cancellationToken);
        using var enough = new CancellationTokenSource();
        using var client = new HttpClient();
        var balancing = BalanceAsync(client, [first.Address, second.Address], enough.Token);
        await Eventually.HoldsAsync(() => _ready.Length == 2, "both get traffic");

        var posting = Task.WhenAll(Enumerable.Range(0, Posters).Select(_ => PostAsync(client, enough.Token)));
        foreach (var receiver in (BridgeProcess[])[first, second, first, second])
        {
            var exitCode = await receiver.StopAsync(cancellationToken);
            Assert.That(exitCode, Is.Zero);
            await receiver.StartAsync(cancellationToken);
            await Eventually.HoldsAsync(() => _ready.Length == 2, "it gets traffic again");
        }

        await enough.CancelAsync();
        await posting;
        await balancing;

        Assert.That(_statuses, Has.Count.GreaterThan(500));
        Assert.That(_statuses, Is.All.EqualTo(200));
        await Eventually.HoldsAsync(
            () => _posted.TrueForAll(webhook => collector.Taken.ContainsKey(webhook.Id)),
            "all that was answered 200 is delivered"
        );
    }

    private BridgeProcess Receiver() =>
        new(
            Rig.Environment(
                ("Meta:AppSecrets:0", SignedRequest.Secret),
                ("Meta:VerifyTokens:0", SignedRequest.VerifyToken),
                ("Spool:Enabled", "false"),
                ("ShutdownDelaySeconds", "1"),
                ("Broker:PublishTimeoutSeconds", "10")
            ),
            "receive"
        );

    /// <summary>What a load balancer does: asks each for its readiness, again and again.</summary>
    private async Task BalanceAsync(HttpClient client, IReadOnlyList<Uri> receivers, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var ready = new List<Uri>();
            foreach (var receiver in receivers)
            {
                if (await IsReadyAsync(client, receiver))
                {
                    ready.Add(receiver);
                }
            }

            _ready = [.. ready];
            await Task.Delay(BetweenLooks, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, Uri receiver)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(receiver, "/healthz/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It is not there just now.
        }
    }

    private async Task PostAsync(HttpClient client, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var turn = Interlocked.Increment(ref _turn);
            var (webhook, ready) = (new TextWebhook(turn), _ready);
            var status = await PostAsync(client, webhook, ready[turn % ready.Length]);
            lock (_statuses)
            {
                _statuses.Add(status);
                _posted.Add(webhook);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    private static async Task<int> PostAsync(HttpClient client, TextWebhook webhook, Uri receiver)
    {
        using var request = SignedRequest.Create(webhook.Body);
        request.RequestUri = new Uri(receiver, SignedRequest.Path);
        try
        {
            using var answer = await client.SendAsync(request);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return (int)HttpStatusCode.BadGateway; // The request is lost.
        }
    }
}
