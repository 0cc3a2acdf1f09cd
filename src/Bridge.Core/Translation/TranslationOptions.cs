using Bridge.Core.Attribution;

namespace Bridge.Core.Translation;

/// <summary>What an operator may allow to leave Bridge; nothing unless set.</summary>
/// <param name="IncludeMessageText">Adds <c>text</c> to <c>message.received</c> and <c>referral.received</c>
/// (<c>Privacy:IncludeMessageText</c>).</param>
/// <param name="FlowAnswers">Names of top-level scalar answers that <c>flow.completed</c> may carry (<c>Privacy:FlowAnswers</c>).</param>
/// <param name="BackfillHistory">Makes events of the messages a phone had before it was connected (<c>Backfill:History</c>).</param>
public sealed record TranslationOptions(bool IncludeMessageText, IReadOnlySet<string> FlowAnswers, bool BackfillHistory = false)
{
    /// <summary>The channels there are, as <c>context.channel</c> names them.</summary>
    public static IReadOnlySet<string> AllChannels { get; } = new HashSet<string> { "whatsapp", "messenger", "instagram" };

    /// <summary>The channels whose events are forwarded (<c>Channels</c>).</summary>
    public IReadOnlySet<string> Channels { get; init; } = new HashSet<string> { "whatsapp" };

    /// <summary>How many items one body may hold (<c>Receiving:MaxItems</c>); one with more is unreadable as a whole.</summary>
    public int MaxItems { get; init; } = DefaultMaxItems;

    /// <summary>
    /// Whether people's names may leave Bridge: in <c>contact.created</c>, and user names in <c>context.userIds</c>
    /// (<c>Privacy:IncludeContactName</c>).
    /// </summary>
    public bool IncludeContactName { get; init; } = true;

    /// <summary>What asks for a person (<c>Conversations:HandoffTriggers</c>): matched here, since texts travel no further.</summary>
    public HandoffTriggers HandoffTriggers { get; init; } = HandoffTriggers.None;

    /// <summary>What prefilled texts tell of campaigns (<c>Attribution:TextPatterns</c>): matched here for the same reason.</summary>
    public TextPatterns TextPatterns { get; init; } = TextPatterns.None;

    /// <summary>Meta puts at most 1 000 updates into a webhook.</summary>
    public const int DefaultMaxItems = 20_000;

    public static TranslationOptions Default { get; } = new(false, new HashSet<string>());
}
