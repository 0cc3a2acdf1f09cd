using System.Net.Http.Headers;
using System.Text;
using Bridge.Simulation;
using Bridge.Simulation.Day;

namespace Bridge.Commands.Demo;

/// <summary>
/// A business's last weeks, so that there are figures to look at: what its customers and Meta say, and the CRM over <c>/v1/capture</c>.
/// </summary>
internal sealed class DemoDays(DemoRehearsal demo, DemoSettings settings, TimeProvider clock)
{
    /// <summary>A number of its own, which people ask for a person.</summary>
    public const string Number = "110045678901239";

    private const string Account = "102233445566789";
    private const int People = 900;

    /// <summary>All within thirty days, so that nothing is compared with a piece of the day before them.</summary>
    private const int Days = 29;

    private const int FactsAtOnce = 150;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <returns>How many requests were not answered 200.</returns>
    public async Task<int> PlayAsync(int seed, CancellationToken cancellationToken)
    {
        using var meta = new WebhookClient(new Uri(demo.WebhookUrl), settings.AppSecret, 1, Patience);
        using var crm = new HttpClient { BaseAddress = new Uri(demo.Url), Timeout = Patience };
        crm.DefaultRequestHeaders.Add("X-Write-Key", DemoSettings.CaptureKey);
        var (writer, refused) = (new DayWriter(Account, Number), 0);
        foreach (var facts in new BusinessDay(new Random(seed), clock.GetUtcNow()).Play(People, Days).Chunk(FactsAtOnce))
        {
            refused += writer.Webhook(facts) is not { } webhook || await TellAsync(meta, webhook, cancellationToken) ? 0 : 1;
            refused += writer.Capture(facts) is not { } capture || await TellAsync(crm, capture, cancellationToken) ? 0 : 1;
        }

        return refused;
    }

    private static async Task<bool> TellAsync(WebhookClient meta, string webhook, CancellationToken cancellationToken) =>
        await meta.PostAsync(Encoding.UTF8.GetBytes(webhook), isForged: false, cancellationToken) == StatusCodes.Status200OK;

    private static async Task<bool> TellAsync(HttpClient crm, string capture, CancellationToken cancellationToken)
    {
        using var content = new StringContent(capture, new MediaTypeHeaderValue("application/json"));
        using var answer = await crm.PostAsync(Receiving.CaptureSetup.Path, content, cancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
