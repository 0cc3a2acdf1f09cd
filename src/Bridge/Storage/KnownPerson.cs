namespace Bridge.Storage;

/// <summary>
/// One of the ids under which a business account meets somebody: a phone number with <c>+</c>, or a business-scoped user id.
/// </summary>
/// <param name="Account">The WhatsApp Business Account, or the business number where Meta names no account; ids mean nothing beyond
/// it.</param>
/// <remarks>Whatever a webhook says they are, both are keys that any index takes: see <see cref="StoredText"/>.</remarks>
internal readonly record struct PersonId(string Account, string Id)
{
    public string Account { get; } = StoredText.Key(Account);

    public string Id { get; } = StoredText.Key(Id);

    /// <summary>Few have one id in two accounts, and it is asked for many times for each event.</summary>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);
}

/// <summary>All the ids of one person.</summary>
/// <param name="Phone">With <c>+</c>.</param>
internal sealed record KnownPerson(string Phone, string Bsuid, string? ParentBsuid, string? Username);
