using System.Runtime.InteropServices;
using Bridge.Core.Events;
using Bridge.Core.Users;
using Bridge.Storage;

namespace Bridge.Identity;

/// <summary>Whom an event is about, as far as it says so itself; read without parsing the rest of it.</summary>
/// <param name="UserId">As it came; <c>system</c> when it names nobody.</param>
/// <param name="Account">Where the ids mean something: the business account, else the business number.</param>
/// <param name="Source">The business number.</param>
/// <param name="Phone">With <c>+</c>.</param>
/// <param name="PreviousUserId">Of <c>contact.updated</c>: an id the person had before.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventIdentity(
    string UserId,
    string Account,
    string? Source,
    string? Phone,
    string? Bsuid,
    string? ParentBsuid,
    string? Username,
    string? PreviousUserId,
    string? NewUserId
)
{
    /// <summary>Of what travelled beside the event.</summary>
    public static EventIdentity Of(EventSubject about) =>
        new(
            about.UserId,
            about.Account ?? about.Number ?? "",
            about.Number,
            about.Phone ?? (IsPhone(about.UserId) ? about.UserId : null),
            about.Bsuid ?? (IsBsuid(about.UserId) ? about.UserId : null),
            about.ParentBsuid,
            about.Username,
            about.PreviousUserId,
            about.NewUserId
        );

    public static bool IsPhone(string? id) => id is ['+', _, ..];

    public static bool IsBsuid(string? id) => id is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', _, ..];

    /// <summary>Only whom it names: of a CRM nothing else is believed.</summary>
    public EventSubject ToSubject(string? number, DateTimeOffset at) =>
        new(UserId, null, number, null, null, null, null, null, null, null, at);

    public PersonId Of(string id) => new(Account, id);

    /// <summary>The ids by which somebody may be known.</summary>
    public void AddIdsTo(ICollection<PersonId> ids)
    {
        Add(ids, Phone);
        Add(ids, Bsuid);
        Add(ids, PreviousUserId);
    }

    /// <summary>By which ids it names a person; null when it names nobody.</summary>
    /// <param name="isNew">Whether it was news that two of the ids are one person's.</param>
    public PersonClue? ClueTo(Func<PersonId, bool> isNew)
    {
        var previous = PreviousUserId;
        string[] ids = [.. Named().Where(id => id != previous).Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0)
        {
            return null;
        }

        var id = Of(ids[0]);
        var other = ids.Length > 1 ? Of(ids[1]) : (PersonId?)null;
        var isNews = previous is not null || (other is { } second && (isNew(id) || isNew(second)));
        return new PersonClue(id, isNews ? other : null, previous is null ? null : Of(previous));
    }

    /// <summary>The business-scoped id first: nobody else gets it.</summary>
    private IEnumerable<string> Named()
    {
        var known = new[] { IsBsuid(NewUserId) ? NewUserId : Bsuid, IsPhone(NewUserId) ? NewUserId : Phone }.OfType<string>();
        return UserId == Person.SystemUserId ? known : known.DefaultIfEmpty(UserId);
    }

    private void Add(ICollection<PersonId> ids, string? id)
    {
        if (id is not null)
        {
            ids.Add(Of(id));
        }
    }
}
