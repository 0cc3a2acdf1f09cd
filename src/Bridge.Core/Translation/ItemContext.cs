using Bridge.Core.Attribution;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>What every item of a change needs to become an event.</summary>
/// <param name="Change">The change the item stands in.</param>
/// <param name="Person">Whom it is about.</param>
/// <param name="Timestamp">When it happened; null when Meta gives no usable time.</param>
internal sealed record ItemContext(Change Change, Person Person, DateTimeOffset? Timestamp)
{
    /// <summary>The conversation, until a CRM names it; null when nobody is known.</summary>
    public string? ChatId { get; init; } =
        Person.Key is not { } person ? null
        : Change.Account is { } number ? $"chat_{number}_{person}"
        : $"chat_{person}";

    /// <summary>The item itself, where Meta gives it no id and only all it says tells it from another.</summary>
    public JsonView Item { get; init; }

    /// <summary>What led the person here; stands in the context of each of the item's events.</summary>
    public Campaign? Campaign { get; init; }

    /// <summary>What of the item only its conversation has to know.</summary>
    public ConversationStep? Hint { get; init; }

    /// <summary>When it happened, or when Bridge heard of it.</summary>
    public DateTimeOffset HappenedAt => Timestamp ?? Change.ReceivedAt;

    /// <summary>An event about this item.</summary>
    /// <param name="keyPrefix">What kind of fact it is: the first part of the natural key.</param>
    /// <param name="id">What identifies it within the business number.</param>
    public TrackEvent Event(EventDefinition definition, string keyPrefix, string id, PropertyBag properties) =>
        Event(definition, definition.Name, keyPrefix, id, properties);

    /// <inheritdoc cref="Event(EventDefinition, string, string, PropertyBag)"/>
    /// <param name="name">The event's name, where the definition leaves the last word of it open.</param>
    public TrackEvent Event(EventDefinition definition, string name, string keyPrefix, string id, PropertyBag properties) =>
        new(
            name,
            Key(keyPrefix, id),
            definition.User == EventUser.System ? Person.SystemUserId : Person.UserId,
            HappenedAt,
            new EventContext(
                Change.PhoneNumberId,
                Change.EntryId,
                Person.Ids,
                Timestamp is null,
                Campaign,
                Change.IsStandby,
                Change.IsBackfill,
                Change.Channel
            ),
            properties
        )
        {
            Step = Person.Key is null ? null : ConversationSteps.Of(name, properties, Change, Hint),
        };

    /// <summary>The same of a message that asks for a person, if it does.</summary>
    /// <param name="trigger">What it matched.</param>
    public ItemContext Asking(string? trigger) =>
        trigger is null ? this : this with { Hint = (Hint ?? new ConversationStep(StepKind.None)) with { Trigger = trigger } };

    /// <summary>The natural key of a fact about this item.</summary>
    public string Key(string prefix, string id) => $"{prefix}:{Change.Account}:{id}";
}
