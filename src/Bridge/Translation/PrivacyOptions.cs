using Bridge.Configuration;

namespace Bridge.Translation;

/// <summary>What of people's words and names may leave Bridge: section <c>Privacy</c>.</summary>
internal sealed class PrivacyOptions
{
    /// <summary>Adds the text of a message to its event; read by those who receive. false unless set.</summary>
    public bool IncludeMessageText { get; init; }

    /// <summary>
    /// Puts people's names into <c>contact.created</c> and their user names into <c>context.userIds</c>; read by those who receive. true
    /// unless set, since the guides show a name.
    /// </summary>
    public bool IncludeContactName { get; init; } = true;

    /// <summary>
    /// The names of a flow's answers that its event may carry; a list, or one text with commas; read by those who receive. None unless set.
    /// </summary>
    public IReadOnlyList<string> FlowAnswers { get; set; } = [];

    public void Complete(IConfiguration configuration) => FlowAnswers = SettingList.Read(configuration, "Privacy:FlowAnswers", FlowAnswers);
}
