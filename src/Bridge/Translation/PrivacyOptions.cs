using Bridge.Configuration;

namespace Bridge.Translation;

/// <summary>What of people's words may leave Bridge; nothing unless set: section <c>Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>Adds the text of a message to its event. false unless set.</summary>
    public bool IncludeMessageText { get; init; }

    /// <summary>The names of a flow's answers that its event may carry; a list, or one text with commas. None unless set.</summary>
    public IReadOnlyList<string> FlowAnswers { get; set; } = [];

    public void Complete(IConfiguration configuration) => FlowAnswers = SettingList.Read(configuration, "Privacy:FlowAnswers", FlowAnswers);
}
