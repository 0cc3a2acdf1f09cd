using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>The rules of conversations that an operator may choose (<c>Conversations</c>, <c>Contacts</c>).</summary>
public sealed record ConversationSettings
{
    public static ConversationSettings Default { get; } = new();

    /// <summary>How long nothing is written until a conversation is over by itself; null for never.</summary>
    public TimeSpan? ResolveAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long after its end a conversation that begins counts as the former one, reopened.</summary>
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How far apart what several say of one hand-over may be.</summary>
    public TimeSpan SameHandoffWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Who answers when a conversation begins.</summary>
    public ServiceMode InitialMode { get; init; }

    /// <summary>When people are there to answer; null when that is not told, and times within it are absent.</summary>
    public BusinessHours? BusinessHours { get; init; }

    /// <summary>How long a thread is remembered after the last that happened in it.</summary>
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(400);

    /// <summary>From when contacts count as created; who wrote before is known. Null for always.</summary>
    public DateTimeOffset? CountFrom { get; init; }
}
