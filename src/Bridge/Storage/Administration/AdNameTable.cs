using System.Text.Json;
using Bridge.Core.Attribution;

namespace Bridge.Storage.Administration;

/// <summary>What Meta calls the ads, as far as somebody asked lately, for all forwarders together.</summary>
internal static class AdNameTable
{
    /// <summary>How long others wait for somebody who asks, and may have died.</summary>
    private static readonly TimeSpan Asking = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan NamelessKept = TimeSpan.FromDays(1);

    /// <summary>As long as figures may show the ad.</summary>
    private static readonly TimeSpan NamedKept = TimeSpan.FromDays(400);

    public static Task<AdRow?> FindAsync(AdminConnection connection, string ad, DateTimeOffset now) =>
        connection.FindAsync<AdRow>(
            "SELECT names AS Names, known_until AS KnownUntil FROM ads WHERE id = @ad AND known_until > @now",
            new { ad, now = now.ToUnixTimeMilliseconds() }
        );

    /// <summary>The names of those that have any; also what is too old, which is better than an id.</summary>
    public static async Task<IReadOnlyDictionary<string, AdNames>> ReadNamesAsync(AdminConnection connection, IReadOnlyList<string> ads) =>
        (
            await connection.QueryAsync<(string Id, string Names)>(
                $"SELECT id, names FROM ads WHERE names IS NOT NULL AND {connection.Dialect.OneOf("id", "@ads")}",
                new { ads }
            )
        ).ToDictionary(row => row.Id, row => JsonSerializer.Deserialize<AdNames>(row.Names)!);

    /// <returns>Whether nobody else is asking.</returns>
    public static async Task<bool> ClaimAsync(AdminConnection connection, string ad, DateTimeOffset now) =>
        await connection.ExecuteAsync(
            "INSERT INTO ads (id, names, known_until, asked_at) VALUES (@ad, NULL, 0, @now) ON CONFLICT (id) DO UPDATE "
                + "SET asked_at = excluded.asked_at WHERE ads.asked_at < @lately OR ads.asked_at > @now",
            new
            {
                ad,
                now = now.ToUnixTimeMilliseconds(),
                lately = (now - Asking).ToUnixTimeMilliseconds(),
            }
        ) == 1;

    /// <param name="names">As JSON; null when Meta has none any more: then those of before stay, which is better than an id.</param>
    public static Task<int> KeepAsync(AdminConnection connection, string ad, string? names, DateTimeOffset until) =>
        connection.ExecuteAsync(
            "UPDATE ads SET names = COALESCE(@names, names), known_until = @until, asked_at = 0 WHERE id = @ad",
            new
            {
                ad,
                names = connection.Dialect.Text(names),
                until = until.ToUnixTimeMilliseconds(),
            }
        );

    /// <summary>Forgets what nobody asked for any more, and sooner what has no names.</summary>
    public static Task<int> ForgetAsync(AdminConnection connection, DateTimeOffset now) =>
        connection.ExecuteAsync(
            "DELETE FROM ads WHERE known_until < @nameless AND asked_at < @nameless AND (names IS NULL OR known_until < @named)",
            new { nameless = (now - NamelessKept).ToUnixTimeMilliseconds(), named = (now - NamedKept).ToUnixTimeMilliseconds() }
        );

    /// <summary>Nobody is asking any more, and nothing is known.</summary>
    public static Task<int> GiveUpAsync(AdminConnection connection, string ad) =>
        connection.ExecuteAsync("UPDATE ads SET asked_at = 0 WHERE id = @ad", new { ad });
}

/// <summary>What is known of an ad.</summary>
internal sealed class AdRow
{
    public string? Names { get; init; }

    public long KnownUntil { get; init; }
}
