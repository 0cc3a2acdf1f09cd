using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>Who is who while a group of events is taken in, in their order: what one event teaches holds for the next.</summary>
/// <param name="find">Who was known before.</param>
internal sealed class IdentityResolver(Func<PersonId, KnownPerson?> find)
{
    private readonly Dictionary<PersonId, KnownPerson?> _learned = [];

    /// <summary>What is new: who is behind an id from now on; null when nobody is any more.</summary>
    public IReadOnlyDictionary<PersonId, KnownPerson?> Learned => _learned;

    /// <summary>Learns from an event, and says whom it is about; null while only one id of theirs was ever seen.</summary>
    public KnownPerson? Observe(in EventIdentity head)
    {
        if (head is { Phone: { } phone, Bsuid: { } bsuid } && AreIds(phone, bsuid))
        {
            Learn(head, new KnownPerson(phone, bsuid, Bounded(head.ParentBsuid), Bounded(head.Username)));
        }

        if (head.PreviousUserId is { } previous)
        {
            Move(head, previous);
        }

        return Find(head, head.Bsuid) ?? Find(head, head.Phone);
    }

    /// <summary>
    /// Whether they may be ids of a person; what is longer than any id of Meta's is none, and nobody is remembered under it.
    /// </summary>
    private static bool AreIds(string phone, string bsuid) =>
        phone.Length <= StoredText.LongestKey && bsuid.Length <= StoredText.LongestKey;

    private static string? Bounded(string? text) => text is { Length: <= StoredText.LongestKey } ? text : null;

    private void Learn(in EventIdentity head, KnownPerson person)
    {
        Remember(head, person.Bsuid, person);
        Remember(head, person.Phone, person);
    }

    /// <summary>
    /// An id is another from now on; the rest of the person stays. The old business-scoped id still leads to them, for what is under way;
    /// the old number does not, since it will be given to somebody else.
    /// </summary>
    private void Move(in EventIdentity head, string previous)
    {
        var before = Find(head, previous);
        var phone = EventIdentity.IsPhone(head.NewUserId) ? head.NewUserId : head.Phone ?? before?.Phone;
        var bsuid = EventIdentity.IsBsuid(head.NewUserId) ? head.NewUserId : head.Bsuid ?? before?.Bsuid;
        if (phone is null || bsuid is null || !AreIds(phone, bsuid))
        {
            return;
        }

        var now = new KnownPerson(phone, bsuid, Bounded(head.ParentBsuid), Bounded(head.Username) ?? before?.Username);
        Learn(head, now);
        if (before is not null && before.Bsuid != bsuid)
        {
            Remember(head, before.Bsuid, now);
        }

        if (EventIdentity.IsBsuid(previous) && previous != bsuid)
        {
            Remember(head, previous, now);
        }

        Forget(head, EventIdentity.IsPhone(previous) ? previous : before?.Phone, now);
    }

    private void Remember(in EventIdentity head, string id, KnownPerson person)
    {
        var before = Find(head, id);
        var now =
            before is null || before.Bsuid != person.Bsuid
                ? person
                : person with
                {
                    ParentBsuid = person.ParentBsuid ?? before.ParentBsuid,
                    Username = person.Username ?? before.Username,
                };
        if (now != before)
        {
            _learned[head.Of(id)] = now;
        }
    }

    private void Forget(in EventIdentity head, string? phone, KnownPerson now)
    {
        if (phone is not null && phone != now.Phone && Find(head, phone) is not null)
        {
            _learned[head.Of(phone)] = null;
        }
    }

    private KnownPerson? Find(in EventIdentity head, string? id) =>
        id is null ? null
        : _learned.TryGetValue(head.Of(id), out var learned) ? learned
        : find(head.Of(id));
}
