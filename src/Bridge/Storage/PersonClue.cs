namespace Bridge.Storage;

/// <summary>By which ids an item names a person.</summary>
/// <param name="Id">The one to look them up by.</param>
/// <param name="SameAs">Another id of the same person, of which that was not known before; null for most.</param>
/// <param name="Previous">An id they had until then; null for most.</param>
internal sealed record PersonClue(PersonId Id, PersonId? SameAs = null, PersonId? Previous = null)
{
    /// <summary>Whether it says that two ids are of one person.</summary>
    public bool IsNews => SameAs is not null || Previous is not null;

    /// <summary>
    /// A phone number will be given to somebody else; a business-scoped id leads to its person for ever, unless it was said under a number
    /// alone.
    /// </summary>
    public PersonId? Freed => Previous is { } previous && previous != SameAs && IsGivenUp(previous) ? previous : null;

    /// <summary>Of an id that a CRM named before it was known which account the business number belongs to.</summary>
    public static PersonClue OfAccount(string number, string account, string id) =>
        new(new PersonId(account, id), Previous: new PersonId(number, id));

    private bool IsGivenUp(PersonId previous) => previous != Id && (previous.Account != Id.Account || IsPhone(previous.Id));

    private static bool IsPhone(string id) => id is ['+', _, ..];
}
