using System.Collections.Concurrent;
using Bridge.Core.Events;
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
    /// <param name="conversing">Joins the conversations of those who were known under a number alone.</param>
    public async Task<IReadOnlyList<IntakeItem>> CompleteAsync(
        IReadOnlyList<IntakeItem> items,
        IConversing conversing,
        CancellationToken cancellationToken
    )
    {
        foreach (var item in items)
        {
            if (item is { IsFromCrm: false, About: { Number: { } number } about })
            {
                await LearnAsync(number, about.Account, conversing, cancellationToken);
            }
        }

        if (!items.Any(item => item.IsFromCrm))
        {
            return items;
        }

        var named = items.Where(item => item.IsFromCrm).Select(item => SubjectOf(item)?.Number).OfType<string>().ToHashSet();
        return Complete(items, await FindAsync(named, cancellationToken));
    }

    /// <summary>The account, where this process has heard of it.</summary>
    public string? TryGet(string number) => _accounts.GetValueOrDefault(number);

    /// <summary>
    /// Looks again for the account of numbers under which people were taken in alone: Meta may have named it to another forwarder
    /// meanwhile.
    /// </summary>
    public async Task SettleAsync(IEnumerable<string> numbers, IConversing conversing, CancellationToken cancellationToken)
    {
        foreach (var number in numbers.Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(number, cancellationToken) is { } account)
            {
                await store.RememberAccountAsync(StoredText.Key(number), StoredText.Key(account), conversing, cancellationToken);
            }
        }
    }

    private static List<IntakeItem> Complete(IReadOnlyList<IntakeItem> items, Dictionary<string, string?> accounts) =>
        [.. items.Select(item => item.IsFromCrm && SubjectOf(item) is { } about ? item with { About = Complete(about, accounts) } : item)];

    private static EventSubject Complete(EventSubject about, Dictionary<string, string?> accounts) =>
        about.Number is { } number ? about with { Account = accounts[number] } : about;

    /// <summary>
    /// Of an event that came without it, such as a dead letter that somebody edited, what the door would have believed: whom it names, and
    /// the number it came in with. Null for what is no event.
    /// </summary>
    private static EventSubject? SubjectOf(IntakeItem item) =>
        item.About is null && item.Kind == IntakeKind.Event
            ? EventIdentityReader.Read(item.Name, item.Payload.Span).ToSubject(item.Source, item.ReceivedAt)
            : item.About;

    private async Task<Dictionary<string, string?>> FindAsync(IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var number in numbers)
        {
            found[number] = await FindAsync(number, cancellationToken);
        }

        return found;
    }

    private async ValueTask LearnAsync(string number, string? account, IConversing conversing, CancellationToken cancellationToken)
    {
        if (account is null || account == number || (_accounts.TryGetValue(number, out var known) && known == account))
        {
            return;
        }

        await store.RememberAccountAsync(StoredText.Key(number), StoredText.Key(account), conversing, cancellationToken);
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
