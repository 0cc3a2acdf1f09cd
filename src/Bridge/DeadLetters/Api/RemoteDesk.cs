using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Bridge.DeadLetters.Api;

/// <summary>The desk of a Bridge somewhere else, over its API. Who acts is whose key the client carries; actors given here only say whether to reveal.</summary>
/// <remarks>What the API refuses is thrown as the <see cref="DeskException"/> it was there. The caller keeps the client.</remarks>
internal sealed class RemoteDesk(HttpClient client) : IDeadLetterDesk
{
    private const string Letters = "api/dead-letters";
    private const string Replays = Letters + "/replays";

    public Task<LetterPage> ListAsync(LetterFilter filter, long? before, int limit, Actor? revealTo, CancellationToken cancellationToken) =>
        client.GetAsync<LetterPage>(Address(Letters, [.. LetterQuery.Write(filter), ("before", before?.ToString()), ("limit", $"{limit}"), Reveal(revealTo)]), cancellationToken);

    public async Task<Letter?> FindAsync(long id, Actor? revealTo, CancellationToken cancellationToken) =>
        (await client.FindAsync<LetterDocument>(Address($"{Letters}/{id}", [Reveal(revealTo)]), cancellationToken))?.ToLetter();

    public async Task<IReadOnlyList<LetterGroup>> GetGroupsAsync(LetterFilter filter, CancellationToken cancellationToken) =>
        (await client.GetAsync<ItemList<LetterGroup>>(Address($"{Letters}/groups", LetterQuery.Write(filter)), cancellationToken)).Items;

    public Task<ReplayPlan> PlanAsync(LetterFilter filter, CancellationToken cancellationToken) =>
        client.SendAsync<ReplayPlan>(HttpMethod.Post, $"{Letters}/plans", FilterBody.Of(filter), cancellationToken);

    public Task<Replay> StartAsync(ReplayOrder order, Actor actor, CancellationToken cancellationToken) => client.SendAsync<Replay>(
        HttpMethod.Post, Replays, new ReplayBody { Snapshot = order.Snapshot, Filter = FilterBody.Of(order.Filter), Rate = order.Rate, Why = order.Why }, cancellationToken);

    public Task<Replay?> FindReplayAsync(long id, CancellationToken cancellationToken) => client.FindAsync<Replay>($"{Replays}/{id}", cancellationToken);

    public async Task<IReadOnlyList<Replay>> GetReplaysAsync(CancellationToken cancellationToken) =>
        (await client.GetAsync<ItemList<Replay>>(Replays, cancellationToken)).Items;

    public Task<Replay> PauseAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, "pause", cancellationToken);

    public Task<Replay> ResumeAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, "resume", cancellationToken);

    public Task<Replay> CancelAsync(long replay, Actor actor, CancellationToken cancellationToken) => ChangeAsync(replay, "cancel", cancellationToken);

    public Task<long> DiscardAsync(LetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) => ActAsync("discard", filter, why, cancellationToken);

    public Task<long> RestoreAsync(LetterFilter filter, string? why, Actor actor, CancellationToken cancellationToken) => ActAsync("restore", filter, why, cancellationToken);

    public async Task<Letter> EditAsync(long id, LetterEdit edit, Actor actor, CancellationToken cancellationToken)
    {
        var body = new EditBody { Content = edit.Content, Version = edit.Version, NewId = edit.NewId, Why = edit.Why };
        return (await client.SendAsync<LetterDocument>(HttpMethod.Put, $"{Letters}/{id}", body, cancellationToken)).ToLetter();
    }

    public async IAsyncEnumerable<ExportedLetter> ExportAsync(
        LetterFilter filter, Actor? revealTo, Actor actor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await client.OpenAsync(Address($"{Letters}/export", [.. LetterQuery.Write(filter), Reveal(revealTo)]), cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await client.ReadLineAsync(lines, cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize<ExportLine>(line, ApiJson.Options)!.ToLetter();
        }
    }

    public Task<Erasure> EraseAsync(string user, string? why, Actor actor, CancellationToken cancellationToken) =>
        client.SendAsync<Erasure>(HttpMethod.Post, $"{Letters}/erase", new ErasureBody { User = user, Why = why }, cancellationToken);

    public async Task<IReadOnlyList<AuditEntry>> GetAuditAsync(long? before, int limit, CancellationToken cancellationToken) =>
        (await client.GetAsync<ItemList<AuditEntry>>(Address($"{Letters}/audit", [("before", before?.ToString()), ("limit", $"{limit}")]), cancellationToken)).Items;

    private async Task<long> ActAsync(string action, LetterFilter filter, string? why, CancellationToken cancellationToken)
    {
        var body = new ActionBody { Filter = FilterBody.Of(filter), Why = why };
        return (await client.SendAsync<Affected>(HttpMethod.Post, $"{Letters}/{action}", body, cancellationToken)).Count;
    }

    private Task<Replay> ChangeAsync(long replay, string change, CancellationToken cancellationToken) =>
        client.SendAsync<Replay>(HttpMethod.Post, $"{Replays}/{replay}/{change}", body: null, cancellationToken);

    private static (string Name, string? Value) Reveal(Actor? revealTo) => ("reveal", revealTo is null ? null : "true");

    private static string Address(string path, IEnumerable<(string Name, string? Value)> query)
    {
        var given = string.Join('&', query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={WebUtility.UrlEncode(pair.Value)}"));
        return given.Length == 0 ? path : $"{path}?{given}";
    }
}
