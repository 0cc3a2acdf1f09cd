using Bridge.Core.Attribution;
using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;
using static Bridge.Core.Events.TouchProperties;

namespace Bridge.Core.Conversations;

/// <summary>What brought the person, to the contact first and to a conversation last, and in which words events say it.</summary>
internal sealed class Attributed(ConversationState state, EpisodeThread thread, ConversationSettings settings)
{
    /// <summary>Adds both, as they were at a moment.</summary>
    /// <param name="last">Of the conversation.</param>
    public PropertyBag AddTo(PropertyBag bag, long at, Dated<Touch>? last) =>
        bag.Add(FirstTouch, Words(state.First is { } first && first.At <= at ? first : null)).Add(LastTouch, Words(last));

    /// <summary>
    /// Adds both to what a message says or makes: what it tells itself, else what was before. What others tell of the same moment may have
    /// come with it or not.
    /// </summary>
    public PropertyBag AddTo(PropertyBag bag, ConversationFact message, Episode? episode) =>
        bag.Add(FirstTouch, Words(state.First is { } first && first.At < message.At ? first : message.Touch))
            .Add(LastTouch, Words(message.Touch ?? Last(episode, message.At - 1)));

    /// <summary>The last of a conversation, up to a moment.</summary>
    public Dated<Touch>? Last(Episode? episode, long until) =>
        episode is null ? null : TouchLog.Last(state.Touches, thread.ComesSince(episode, settings.ResolveAfter), until);

    /// <summary>The click that something names; else the last of its conversation.</summary>
    public Dated<Touch>? Last(ConversationFact outcome, Episode? episode) =>
        outcome.Step.Touch?.ClickId is { } click
        && state.Touches.Prepend(state.First).LastOrDefault(touch => touch?.Value.ClickId == click) is { } clicked
            ? clicked
            : Last(episode, outcome.At);

    /// <summary>What a conversation counts for.</summary>
    public Dated<Touch>? Of(Episode episode, long until) =>
        TouchLog.Opening(state.Touches, thread.ComesSince(episode, settings.ResolveAfter), episode.OpenedAt, until);

    /// <summary>Whether something that brought the person brought them to this conversation.</summary>
    public bool IsOf(Episode episode, long at) =>
        at >= thread.ComesSince(episode, settings.ResolveAfter) && (episode.IsOpen || at <= episode.EndedAt);

    private static PropertyBag? Words(Dated<Touch>? touch) =>
        touch is null
            ? null
            : new PropertyBag()
                .Add(SourceType, touch.Value.Type)
                .Add(SourceId, touch.Value.Id)
                .Add(CtwaClid, touch.Value.ClickId)
                .Add(CampaignName, touch.Value.Campaign?.Name)
                .Add(CampaignId, touch.Value.Campaign?.Id)
                .Add(UtmSource, touch.Value.Campaign?.Source)
                .Add(UtmMedium, touch.Value.Campaign?.Medium)
                .Add(UtmTerm, touch.Value.Campaign?.Term)
                .Add(UtmContent, touch.Value.Campaign?.Content)
                .Add(TouchedAt, DateTimeOffset.FromUnixTimeMilliseconds(touch.At));
}
