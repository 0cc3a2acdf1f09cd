using Bridge.Storage;
using Bridge.Storage.Administration;
using Dapper;

namespace Bridge.Conversations;

/// <summary>Those who were known before Bridge met them.</summary>
internal static class KnownContactTable
{
    /// <summary>Contacts written in one statement.</summary>
    public const int Step = 200;

    /// <summary>Makes some known; whoever is already stays as they are, so that it may be repeated.</summary>
    /// <param name="account">The business account whose contacts they are; empty for all.</param>
    /// <returns>How many were not known before.</returns>
    public static Task<int> AddAsync(AdminConnection connection, string account, IReadOnlyList<KnownContact> contacts)
    {
        var values = new DynamicParameters();
        values.Add("account", StoredText.Key(account));
        for (var i = 0; i < contacts.Count; i++)
        {
            values.Add($"id{i}", StoredText.Key(contacts[i].Id));
            values.Add($"seen{i}", contacts[i].FirstSeen?.ToUnixTimeMilliseconds());
        }

        var rows = Enumerable.Range(0, contacts.Count).Select(i => $"(@id{i}, @account, CAST(@seen{i} AS bigint))");
        return connection.ExecuteAsync(
            $"INSERT INTO known_contacts (id, account, first_seen) VALUES {string.Join(", ", rows)} ON CONFLICT DO NOTHING",
            values
        );
    }
}
