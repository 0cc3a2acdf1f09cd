using Bridge.Receiving;
using Bridge.Receiving.Webhooks;
using Bridge.Telemetry;
using Microsoft.Extensions.Options;

namespace Bridge.Commands;

/// <summary>The lines <c>meta …</c> of <c>check</c>: what Meta would send, and where. Missing fields fail silently otherwise.</summary>
internal static class MetaProbe
{
    private const string Subscribe = "\"meta-bridge meta subscribe --public-url https://…\"";

    public static IEnumerable<SelfCheck> ChecksFor(IServiceProvider services, string? publicUrl) =>
        services.GetService<IOptions<GraphOptions>>()?.Value is { AccessToken.Length: > 0 } options
            ?
            [
                new(
                    "meta",
                    cancellationToken => CheckAsync(options, services.GetRequiredService<MetaSecrets>(), publicUrl, cancellationToken)
                ),
            ]
            : [];

    private static async Task<SelfCheckResult> CheckAsync(
        GraphOptions options,
        MetaSecrets secrets,
        string? publicUrl,
        CancellationToken cancellationToken
    )
    {
        using var graph = new GraphApi(options, secrets.FirstAppSecret);
        try
        {
            var app = await graph.FindAppAsync(cancellationToken);
            var subscription = await graph.FindSubscriptionAsync(app, cancellationToken);
            var accounts = await graph.FindAccountsAsync(app, cancellationToken);
            return Judge(app, subscription, accounts, publicUrl);
        }
        catch (GraphException problem)
        {
            return new(
                problem.Message,
                "Correct Meta:AccessToken (environment META_ACCESS_TOKEN) or Meta:AppSecrets; it must be of this app."
            );
        }
    }

    internal static SelfCheckResult Judge(
        GraphApp app,
        GraphSubscription? subscription,
        IReadOnlyList<GraphAccount> accounts,
        string? publicUrl
    )
    {
        var name = $"app {app.Name} ({app.Id})";
        if (subscription is not { IsActive: true })
        {
            return new($"{name} is subscribed to nothing of WhatsApp", $"{Subscribe} does it.");
        }

        var finding = $"{name} sends {subscription.Fields.Count} fields to {subscription.CallbackUrl}, of {accounts.Count} accounts";
        List<string> problems = [.. Missing(subscription), .. Elsewhere(subscription, accounts, publicUrl)];
        return problems.Count == 0
            ? new($"{finding}; whether it is published, without which Meta sends no webhooks of real users, only its dashboard tells")
            : new(finding, string.Join(" ", problems)) { IsWarning = IsComplete(subscription, accounts) };
    }

    private static IEnumerable<string> Missing(GraphSubscription subscription)
    {
        var missing = WebhookFields.All.Except(subscription.Fields).ToList();
        var needed = WebhookFields.Needed.Except(subscription.Fields).ToList();
        if (missing.Count > 0)
        {
            yield return $"Not subscribed: {string.Join(", ", missing)}"
                + (needed.Count > 0 ? $"; without {string.Join(" and ", needed)} chats fall silent" : "")
                + $". {Subscribe} sets them.";
        }
    }

    private static IEnumerable<string> Elsewhere(GraphSubscription subscription, IReadOnlyList<GraphAccount> accounts, string? publicUrl)
    {
        if (publicUrl is not null && subscription.CallbackUrl != publicUrl.TrimEnd('/') + ReceivingSetup.Path)
        {
            yield return $"The callback URL is not {publicUrl.TrimEnd('/')}{ReceivingSetup.Path}.";
        }

        foreach (var account in accounts.Where(account => !account.IsSubscribed))
        {
            yield return $"Account {account.Id} does not send its webhooks to this app.";
        }

        foreach (var number in accounts.SelectMany(account => account.TestNumbers))
        {
            yield return $"Number {number} is a test number of Meta's, which only people entered in the dashboard can write to.";
        }

        foreach (var account in accounts.Where(account => account.OtherCallback is not null))
        {
            yield return $"Account {account.Id} sends its messages to {account.OtherCallback} instead.";
        }
    }

    /// <summary>Whether what is left to mend is no more than fields that one may do without.</summary>
    private static bool IsComplete(GraphSubscription subscription, IReadOnlyList<GraphAccount> accounts) =>
        !WebhookFields.Needed.Except(subscription.Fields).Any()
        && accounts.All(account => account is { IsSubscribed: true, OtherCallback: null });
}
