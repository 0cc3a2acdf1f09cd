using Bridge.Configuration;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>
/// What asks for a person: <c>Conversations:HandoffTriggers</c>, and in its place, for one number,
/// <c>Sources:&lt;phone_number_id&gt;:HandoffTriggers</c>. It is matched where webhooks are translated, since what people write travels no
/// further.
/// </summary>
internal sealed class HandoffOptions : IHasRules
{
    public const string Section = "Conversations";

    /// <summary>In characters: the id of a button or list row may have 256, and a whole message that is one is not longer.</summary>
    private const int Longest = 256;

    private const string Name = nameof(HandoffTriggers);

    /// <summary>
    /// Ids of buttons and list rows, and whole messages, compared without case; a list, or one text with commas; read by those
    /// who receive. None unless set.
    /// </summary>
    public IReadOnlyList<string> HandoffTriggers { get; set; } = [];

    private Dictionary<string, string[]> OfNumbers { get; } = [];

    public void Complete(IConfiguration configuration)
    {
        HandoffTriggers = SettingList.Read(configuration, $"{Section}:{Name}", HandoffTriggers);
        foreach (var source in configuration.GetSection("Sources").GetChildren())
        {
            var own = source.GetSection(Name);
            if (own.Exists())
            {
                OfNumbers[source.Key] = SettingList.Read(source, Name, own.GetChildren().Select(entry => entry.Value ?? ""));
            }
        }
    }

    public IEnumerable<string> FindProblems() =>
        from key in OfNumbers.Keys.Select(number => $"Sources:{number}").Prepend(Section)
        from trigger in key == Section ? HandoffTriggers : OfNumbers[key["Sources:".Length..]]
        where trigger.Length > Longest
        select $"{Settings.Describe($"{key}:{Name}")} must be ids of buttons or whole messages of at most {Longest} characters, such as "
            + $"talk_to_human, but one has {trigger.Length}.";

    public HandoffTriggers ToTriggers() =>
        new(HandoffTriggers, OfNumbers.Select(own => KeyValuePair.Create(own.Key, own.Value.AsEnumerable())));
}
