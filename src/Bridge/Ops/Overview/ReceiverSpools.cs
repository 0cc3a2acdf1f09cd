using System.Text.Json;
using Bridge.Messaging.Spool;
using Bridge.Watching;
using Microsoft.Extensions.Options;

namespace Bridge.Ops.Overview;

/// <summary>What is spooled at receivers that run apart: each is asked at its <c>/healthz/ready</c>, ready or not.</summary>
internal sealed class ReceiverSpools(HttpClient client, IOptions<ReceiversOptions> options)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<BacklogFigure>> ReadAsync(CancellationToken cancellationToken) =>
        [
            .. (await Task.WhenAll(options.Value.Receivers.Select(address => AskAsync(address, cancellationToken)))).SelectMany(backlog =>
                backlog
            ),
        ];

    private async Task<IReadOnlyList<BacklogFigure>> AskAsync(string address, CancellationToken cancellationToken)
    {
        var name = "spooled at " + new Uri(address).Authority;
        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(address), "/healthz/ready"), cancellationToken);
            using var health = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken),
                default,
                cancellationToken
            );
            return health.RootElement.TryGetProperty(SpoolFigure.Name, out var spooled)
                ? [PileOf(name, spooled), .. KeptOf(name, health.RootElement)]
                : [new BacklogFigure(name, 0, null, "It has no spool, or does not say what is in it.")];
        }
        catch (Exception failure)
            when (failure
                    is HttpRequestException
                        or TaskCanceledException
                        or JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return
            [
                new BacklogFigure(name, 0, null, "The receiver does not answer: " + failure.GetBaseException().Message.TrimEnd('.') + "."),
            ];
        }
    }

    private static BacklogFigure[] KeptOf(string name, JsonElement health) =>
        health.TryGetProperty(SpoolFigure.KeptName, out var kept) ? [PileOf("too large for the broker, " + name, kept)] : [];

    private static BacklogFigure PileOf(string name, JsonElement figure) =>
        new(
            name,
            figure.GetProperty("count").GetInt64(),
            figure.TryGetProperty("oldest", out var oldest) ? oldest.GetDateTimeOffset() : null
        );
}
