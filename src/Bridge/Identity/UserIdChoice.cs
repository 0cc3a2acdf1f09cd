using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Identity;

/// <summary>
/// Gives an event the id of the person under which the operator wants it to leave (<c>Identity:UserId</c>). The event's own id stays.
/// </summary>
internal sealed class UserIdChoice(IOptions<IdentityOptions> options)
{
    private readonly UserIdKind _kind = options.Value.UserId;
    private readonly Pseudonyms? _pseudonyms = options.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(options.Value.Pepper!) : null;

    /// <summary>What a CRM told, before it is joined with anything.</summary>
    public IntakeItem Prepare(IntakeItem item) =>
        _pseudonyms is not null && item.IsFromCrm ? item with { Payload = new CapturedIds(_pseudonyms).Write(item.Payload) } : item;

    /// <param name="person">All ids of the person; null while only one was ever seen.</param>
    public IntakeItem Apply(IntakeItem item, in EventIdentity head, KnownPerson? person) =>
        _kind switch
        {
            UserIdKind.Hashed => item with { Payload = new HashedEvent(_pseudonyms!, head, person).Write(item.Payload) },
            UserIdKind.Bsuid => Rename(item, head, person, head.Bsuid ?? person?.Bsuid),
            _ => Rename(item, head, person, head.Phone ?? person?.Phone),
        };

    /// <summary>Most events already stand under the right id, with all that is known.</summary>
    private static IntakeItem Rename(IntakeItem item, in EventIdentity head, KnownPerson? person, string? userId)
    {
        var isCompleted = person is not null && (head.Phone is null || head.Bsuid is null);
        return (userId is null || userId == head.UserId) && !isCompleted
            ? item
            : item with
            {
                Payload = new RenamedEvent(head, person, userId ?? head.UserId).Write(item.Payload),
            };
    }
}
