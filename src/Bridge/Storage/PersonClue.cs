namespace Bridge.Storage;

/// <summary>By which ids an item names a person.</summary>
/// <param name="Id">The one to look them up by.</param>
/// <param name="SameAs">Another id of the same person, of which that was not known before; null for most.</param>
/// <param name="Previous">An id they had until then; null for most.</param>
internal sealed record PersonClue(PersonId Id, PersonId? SameAs = null, PersonId? Previous = null)
{
    /// <summary>Whether it says that two ids are of one person.</summary>
    public bool IsNews => SameAs is not null || Previous is not null;

    /// <summary>A phone number will be given to somebody else; a business-scoped id leads to its person for ever.</summary>
    public PersonId? Freed => Previous is { } previous && previous != Id && previous != SameAs && IsPhone(previous.Id) ? previous : null;

    private static bool IsPhone(string id) => id is ['+', _, ..];
}
