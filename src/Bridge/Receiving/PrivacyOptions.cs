using Bridge.Tracking;

namespace Bridge.Receiving;

/// <summary>What of people's words may leave Bridge; nothing unless set: section <c>Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>Adds the text of a message to its event. false unless set.</summary>
    public bool IncludeMessageText { get; init; }

    /// <summary>The names of a flow's answers that its event may carry. None unless set.</summary>
    public IReadOnlyList<string> FlowAnswers { get; init; } = [];

    public TranslationOptions ForTranslation() => new(IncludeMessageText, FlowAnswers.ToHashSet());
}
