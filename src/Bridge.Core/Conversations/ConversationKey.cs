using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>Which thread it is: one person's with one business number. Episodes of it are numbered from 1.</summary>
/// <param name="Number">The business number (<c>phone_number_id</c>), or the page.</param>
/// <param name="Person">The store's own name of the person: never a phone number or an id of Meta's, since those change and merge.</param>
public sealed record ConversationKey(string Number, string Person)
{
    /// <summary>The natural key of the contact's creation.</summary>
    internal string Contact => $"contact:{Number}:{Person}";

    /// <summary>The <c>conversationId</c> of an episode: the same whatever becomes of names and ids.</summary>
    internal Guid Episode(int number) => EventId.From($"conversation:{Number}:{Person}:{number}");

    /// <summary>The natural key of an episode's end by silence, so that it is told once, whoever tells it.</summary>
    internal string Resolved(int number) => $"resolved:{Number}:{Person}:{number}";

    /// <summary>The natural key of a hand-over that nobody but Bridge noticed.</summary>
    internal string Handoff(Guid cause) => $"handoff:{Number}:{Person}:{cause:N}";
}
