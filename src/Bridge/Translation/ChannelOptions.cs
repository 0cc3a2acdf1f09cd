using Bridge.Configuration;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>Which of Meta's channels are forwarded: key <c>Channels</c>.</summary>
internal sealed class ChannelOptions : IHasRules
{
    private const string Key = "Channels";

    /// <summary>
    /// Any of whatsapp, messenger and instagram; a list, or one text with commas; read by those who receive. whatsapp unless set.
    /// </summary>
    public IReadOnlyList<string> Channels { get; set; } = [];

    public void Complete(IConfiguration configuration)
    {
        var channels = SettingList.Read(configuration, Key, Channels);
        Channels = channels.Length == 0 ? ["whatsapp"] : channels;
    }

    public IEnumerable<string> FindProblems() =>
        from channel in Channels
        where !TranslationOptions.AllChannels.Contains(channel)
        select $"{Settings.Describe(Key)} must be whatsapp, messenger or instagram, or several of them with commas between, "
            + $"but one is \"{channel}\".";
}
