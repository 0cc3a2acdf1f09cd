using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>Which items a CRM has told already under another id, when their business number was not known.</summary>
internal static class PostgresFormerIds
{
    /// <remarks>
    /// Ids go into the table all at once, so that nobody waits in a circle; that these should not have gone in is known only then. Whoever
    /// takes in the same at this moment waits for the commit, and finds them not there.
    /// </remarks>
    private const string Forget = "DELETE FROM seen WHERE id = ANY ($1)";

    /// <summary>Takes them out of what was never seen, and forgets their new ids: Meta's own, under the same, is news.</summary>
    /// <param name="items">Once those whose twins waited are joined with them: those are Meta's.</param>
    /// <returns>The new ids of what was told already.</returns>
    public static async Task<HashSet<Guid>> TakeOutAsync(
        NpgsqlConnection connection,
        List<IntakeItem> items,
        HashSet<Guid> fresh,
        CancellationToken cancellationToken
    )
    {
        var told = items
            .Where(item => item is { IsFromCrm: true, FormerId: { } former } && !fresh.Contains(former))
            .Select(item => item.Id)
            .ToHashSet();
        var forgotten = told.Where(fresh.Remove).ToList();
        if (forgotten.Count > 0)
        {
            await using var command = new NpgsqlCommand(Forget, connection)
            {
                Parameters = { PostgresValue.Column(NpgsqlDbType.Uuid, forgotten, id => id) },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return told;
    }
}
