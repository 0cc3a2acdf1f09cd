using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary>
/// The administration of a Bridge somewhere else, over its API. Who acts is whose key the client carries; actors given here only say
/// whether to reveal.
/// </summary>
/// <remarks>What the API refuses is thrown as the <see cref="AdminException"/> it was there. The caller keeps the client.</remarks>
internal sealed class DeadLetterApiClient(HttpClient client) : IDeadLetterAdmin
{
    private const string DeadLetters = "api/dead-letters";
    private const string Replays = DeadLetters + "/replays";

    public Task<DeadLetterPage> ListAsync(
        DeadLetterFilter filter,
        long? before,
        int limit,
        Actor? revealTo,
        CancellationToken cancellationToken
    ) =>
        client.GetAsync<DeadLetterPage>(
            Address(
                DeadLetters,
                [.. DeadLetterQuery.Write(filter), ("before", before?.ToString()), ("limit", $"{limit}"), Reveal(revealTo)]
            ),
            cancellationToken
        );

    public async Task<DeadLetter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken) =>
        (await client.FindAsync<DeadLetterDocument>(Address($"{DeadLetters}/{id}", [Reveal(revealTo)]), cancellationToken))?.ToDeadLetter();

    public async Task<IReadOnlyList<DeadLetterGroup>> GetGroupsAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        (
            await client.GetAsync<ItemList<DeadLetterGroup>>(
                Address($"{DeadLetters}/groups", DeadLetterQuery.Write(filter)),
                cancellationToken
            )
        ).Items;

    public Task<ReplayPlan> PlanAsync(DeadLetterFilter filter, CancellationToken cancellationToken) =>
        client.SendAsync<ReplayPlan>(HttpMethod.Post, $"{DeadLetters}/plans", FilterBody.Of(filter), cancellationToken);

    public Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken) =>
        client.SendAsync<Replay>(
            HttpMethod.Post,
            Replays,
            new ReplayBody
            {
                Snapshot = order.Snapshot,
                Filter = FilterBody.Of(order.Filter),
                Rate = order.Rate,
                Why = order.Why,
            },
            cancellationToken
        );

    public Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken) =>
        client.FindAsync<Replay>($"{Replays}/{id}", cancellationToken);

    public async Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken) =>
        (await client.GetAsync<ItemList<Replay>>(Replays, cancellationToken)).Items;

    public Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, "pause", cancellationToken);

    public Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, "resume", cancellationToken);

    public Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(replay, "cancel", cancellationToken);

    public Task<long> DiscardAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        ActAsync("discard", filter, why, cancellationToken);

    public Task<long> RestoreAsync(DeadLetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) =>
        ActAsync("restore", filter, why, cancellationToken);

    public async Task<DeadLetter> EditAsync(long id, DeadLetterEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var body = new EditBody
        {
            Content = edit.Content,
            Version = edit.Version,
            NewId = edit.NewId,
            Why = edit.Why,
        };
        return (await client.SendAsync<DeadLetterDocument>(HttpMethod.Put, $"{DeadLetters}/{id}", body, cancellationToken)).ToDeadLetter();
    }

    public async IAsyncEnumerable<ExportedDeadLetter> ExportAsync(
        DeadLetterFilter filter,
        Actor? revealTo,
        Actor actor,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await client.OpenAsync(
            Address($"{DeadLetters}/export", [.. DeadLetterQuery.Write(filter), Reveal(revealTo)]),
            cancellationToken
        );
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await client.ReadLineAsync(lines, cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<ExportLine>(line, ApiJson.Options)!.ToDeadLetter();
        }
    }

    /// <remarks>The API notes every search by itself.</remarks>
    public Task NoteSearchAsync(DeadLetterFilter filter, Actor actor, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken) =>
        client.SendAsync<Erasure>(HttpMethod.Post, $"{DeadLetters}/erase", new ErasureBody { User = user, Why = why }, cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken) =>
        (
            await client.GetAsync<ItemList<AuditEntry>>(
                Address($"{DeadLetters}/audit", [("before", before?.ToString()), ("limit", $"{limit}")]),
                cancellationToken
            )
        ).Items;

    private async Task<long> ActAsync(string action, DeadLetterFilter filter, string? why, CancellationToken cancellationToken)
    {
        var body = new ActionBody { Filter = FilterBody.Of(filter), Why = why };
        return (await client.SendAsync<Affected>(HttpMethod.Post, $"{DeadLetters}/{action}", body, cancellationToken)).Count;
    }

    private Task<Replay> ChangeAsync(long replay, string change, CancellationToken cancellationToken) =>
        client.SendAsync<Replay>(HttpMethod.Post, $"{Replays}/{replay}/{change}", body: null, cancellationToken);

    private static (string Name, string? Value) Reveal(Actor? revealTo) => ("reveal", revealTo is null ? null : "true");

    internal static string Address(string path, IEnumerable<(string Name, string? Value)> query)
    {
        var given = string.Join(
            '&',
            query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={WebUtility.UrlEncode(pair.Value)}")
        );
        return given.Length == 0 ? path : $"{path}?{given}";
    }
}
