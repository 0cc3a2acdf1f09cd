using Microsoft.Extensions.Options;

namespace Bridge.Watching.Alerts;

/// <summary>Posts an alert to <c>Alerts:WebhookUrl</c>.</summary>
internal sealed class AlertApi(HttpClient client, IOptions<WatchingOptions> options)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Null when somebody took it; otherwise why not, without the address.</summary>
    public async Task<string?> TryTellAsync(AlertRow alert, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync(new Uri(options.Value.WebhookUrl!), MessageOf(alert), cancellationToken);
            return answer.IsSuccessStatusCode ? null : $"it is answered {(int)answer.StatusCode}";
        }
        catch (Exception failure)
            when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return failure is HttpRequestException { HttpRequestError: var error } ? $"{error}" : "there is no answer";
        }
    }

    /// <remarks>Slack and what speaks its language read <c>text</c>; the rest is for programs.</remarks>
    private static AlertMessage MessageOf(AlertRow alert)
    {
        var isOver = alert.IsTold == 1;
        return new AlertMessage(
            isOver ? $"Resolved: {alert.Sentence}" : $"Bridge: {alert.Sentence}",
            isOver ? "resolved" : "firing",
            alert.Kind,
            alert.Subject,
            alert.Severity,
            alert.Affected,
            DateTimeOffset.FromUnixTimeMilliseconds(alert.Since),
            Environment.MachineName
        );
    }
}

/// <summary>What is posted, in camelCase.</summary>
/// <param name="Text">The whole of it for people.</param>
/// <param name="Status"><c>firing</c> or <c>resolved</c>.</param>
/// <param name="Since">When it began.</param>
/// <param name="Host">The machine that tells it.</param>
internal sealed record AlertMessage(
    string Text,
    string Status,
    string Kind,
    string Subject,
    string Severity,
    long Affected,
    DateTimeOffset Since,
    string Host
);
