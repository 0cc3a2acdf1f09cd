using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Watching;

/// <summary>When the flow is not well, and who is told: section <c>Alerts</c>.</summary>
internal sealed class WatchingOptions : IHasRules
{
    public const string Section = "Alerts";

    /// <summary>
    /// Where alerts are posted as JSON, which Slack's incoming webhooks read too; whoever knows the address may post there. Nobody is told
    /// unless set.
    /// </summary>
    [Secret]
    public string? WebhookUrl { get; init; }

    /// <summary>How long the oldest event may wait for its collector. 15 minutes unless set; 1 minute to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan OldestWaiting { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many events may become dead letters within ten minutes. 100 unless set; 1 to 1 000 000.</summary>
    [Range(1, 1_000_000)]
    public int DeadLetters { get; init; } = 100;

    /// <summary>
    /// How long after the first of <c>Meta:AppSecrets</c> began to sign the others may still do so. 1 day unless set; up to 14 days; 0 for
    /// ever, for several apps.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "14.00:00:00")]
    public TimeSpan OldSecretAfter { get; init; } = TimeSpan.FromDays(1);

    public IEnumerable<string> FindProblems() =>
        WebhookUrl is not { Length: > 0 } url
        || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? []
            : [$"{Settings.Describe("Alerts:WebhookUrl")} must be an address such as https://hooks.example.com/services/…."];

    /// <summary>Without the address, which is a secret.</summary>
    public override string ToString() => $"alerts {(string.IsNullOrEmpty(WebhookUrl) ? "to nobody" : "on")}";
}
