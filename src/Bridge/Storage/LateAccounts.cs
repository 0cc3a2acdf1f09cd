namespace Bridge.Storage;

/// <summary>
/// Items that name somebody under a business number alone: the number's account may have become known after they were looked at, and in the
/// transaction it is certain.
/// </summary>
internal static class LateAccounts
{
    public static string[] NumbersOf(IReadOnlyList<IntakeItem> items) => [.. items.Select(NumberOf).OfType<string>().Distinct()];

    /// <param name="accounts">By number; those that are not known are left out.</param>
    public static IReadOnlyList<IntakeItem> Complete(IReadOnlyList<IntakeItem> items, IReadOnlyDictionary<string, string> accounts) =>
        accounts.Count == 0 ? items : [.. items.Select(item => Complete(item, accounts))];

    /// <returns>The business number; null where the account is known.</returns>
    public static string? NumberOf(IntakeItem item) =>
        item is { IsFromCrm: true, Conversation: { } number, Clue: { } clue } && clue.Id.Account == number ? number : null;

    private static IntakeItem Complete(IntakeItem item, IReadOnlyDictionary<string, string> accounts) =>
        NumberOf(item) is { } number && accounts.TryGetValue(number, out var account)
            ? item with
            {
                Clue = new PersonClue(new PersonId(account, item.Clue!.Id.Id)),
            }
            : item;
}
