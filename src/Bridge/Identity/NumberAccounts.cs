using System.Collections.Concurrent;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>
/// Which business account a business number belongs to: Meta says so with every webhook, a CRM names the number alone, and within the
/// account both speak of the same people. Thread-safe.
/// </summary>
internal sealed class NumberAccounts(IIntakeStore store)
{
    /// <summary>Only Meta and those with a key name numbers; what is above is asked and told each time.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, string> _accounts = new(StringComparer.Ordinal);

    /// <returns>
    /// The items; a CRM's with the account of their number, or none while that is unknown. What the CRM says itself is not believed: it
    /// could name another business's, and learn the ids of people from there.
    /// </returns>
    public async Task<IReadOnlyList<IntakeItem>> CompleteAsync(IReadOnlyList<IntakeItem> items, CancellationToken cancellationToken)
    {
        List<IntakeItem>? completed = null;
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].About is not { Number: { } number } about)
            {
                continue;
            }

            if (!items[i].IsFromCrm)
            {
                await LearnAsync(number, about.Account, cancellationToken);
            }
            else if (await FindAsync(number, cancellationToken) is var account && account != about.Account)
            {
                completed ??= [.. items];
                completed[i] = items[i] with { About = about with { Account = account } };
            }
        }

        return completed ?? items;
    }

    private async ValueTask LearnAsync(string number, string? account, CancellationToken cancellationToken)
    {
        if (account is null || (_accounts.TryGetValue(number, out var known) && known == account))
        {
            return;
        }

        await store.RememberAccountAsync(StoredText.Key(number), StoredText.Key(account), cancellationToken);
        Keep(number, account);
    }

    private async ValueTask<string?> FindAsync(string number, CancellationToken cancellationToken)
    {
        if (_accounts.TryGetValue(number, out var known))
        {
            return known;
        }

        var found = await store.FindAccountAsync(StoredText.Key(number), cancellationToken);
        if (found is not null)
        {
            Keep(number, found);
        }

        return found;
    }

    private void Keep(string number, string account)
    {
        if (_accounts.Count < Most || _accounts.ContainsKey(number))
        {
            _accounts[number] = account;
        }
    }
}
