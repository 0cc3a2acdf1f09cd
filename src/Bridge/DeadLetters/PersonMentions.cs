using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge.DeadLetters.Masking;
using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.DeadLetters;

/// <summary>
/// Removes a person from what was written beside events: answers that a collector gave to somebody else's event, why somebody did
/// something, what a replay was searched by. What stands there of others stays.
/// </summary>
internal sealed class PersonMentions(AdminDatabase database, BriefSteps steps)
{
    /// <summary>Rows changed in one transaction.</summary>
    private const int Step = 200;

    private static readonly (string Table, string Key, string Column)[] Texts =
    [
        ("dead_letters", "seq", "answer"),
        ("dead_letters", "seq", "explanation"),
        ("audit", "id", "why"),
        ("replays", "id", "why"),
    ];

    /// <param name="ids">The person's, as they stand in texts.</param>
    /// <param name="traces">What an id looks like that is no part of another's.</param>
    public async Task EraseAsync(IReadOnlyList<string> ids, IReadOnlyList<Regex> traces, CancellationToken cancellationToken)
    {
        foreach (var (table, key, column) in Texts)
        {
            var found = await FindAsync(table, key, column, ids, cancellationToken);
            long[] meant = [.. found.Where(row => IsIn(row.Text, traces)).Select(row => row.Key)];
            foreach (var some in meant.Chunk(Step))
            {
                await steps.WriteAsync(
                    connection =>
                        connection.ExecuteAsync(
                            $"UPDATE {table} SET {column} = NULL WHERE {connection.Dialect.OneOf(key, "@some")}",
                            new { some }
                        ),
                    cancellationToken
                );
            }
        }

        foreach (var (replay, filter) in await FindAsync("replays", "id", "filter", ids, cancellationToken))
        {
            await BlindAsync(replay, JsonSerializer.Deserialize<DeadLetterFilter>(filter)!, traces, cancellationToken);
        }
    }

    /// <summary>What was searched for chose the dead letters when the replay began, and is not needed any more.</summary>
    private async Task BlindAsync(long replay, DeadLetterFilter filter, IReadOnlyList<Regex> traces, CancellationToken cancellationToken)
    {
        if (filter.Text is { } text && IsIn(text, traces))
        {
            var blind = JsonSerializer.Serialize(filter with { Text = DeadLetterMask.Blind });
            await steps.WriteAsync(
                connection => connection.ExecuteAsync("UPDATE replays SET filter = @blind WHERE id = @replay", new { blind, replay }),
                cancellationToken
            );
        }
    }

    private Task<List<(long Key, string Text)>> FindAsync(
        string table,
        string key,
        string column,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            connection =>
            {
                var values = new DynamicParameters();
                ids.Index().ToList().ForEach(id => values.Add($"id{id.Index}", $"%{connection.Dialect.Text(id.Item)}%"));
                var mentions = string.Join(" OR ", ids.Select((_, index) => $"{column} LIKE @id{index}"));
                return connection.QueryAsync<(long Key, string Text)>(
                    $"SELECT {key} AS Key, {column} AS Text FROM {table} WHERE {mentions}",
                    values
                );
            },
            cancellationToken
        );

    private static bool IsIn(string text, IReadOnlyList<Regex> traces) => traces.Any(trace => trace.IsMatch(text));
}
