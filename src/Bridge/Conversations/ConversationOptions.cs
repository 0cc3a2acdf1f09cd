using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Bridge.Configuration;
using Bridge.Core.Conversations;
using Bridge.Core.Events;

namespace Bridge.Conversations;

/// <summary>The rules of conversations: section <c>Conversations</c>.</summary>
internal sealed class ConversationOptions : IHasRules
{
    public const string Section = "Conversations";

    private const string Never = "off";

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long nothing is written until a conversation is over by itself. 24h unless set, which is Meta's service window; 1s to 30d, or
    /// off, which leaves ending it to a CRM.
    /// </summary>
    public string ResolveAfter { get; init; } = "24h";

    /// <summary>How long after its end a conversation that begins is the former one, reopened. 24h unless set; 0s to 30d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How far apart what Meta, a CRM and Bridge's own rules say of one hand-over may be to be one event. 60s unless set; 0s to 1h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SameHandoffWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Who answers when a conversation begins: bot, agent, or unknown. unknown unless set.</summary>
    public ServiceMode InitialMode { get; init; }

    /// <summary>
    /// When people are there to answer, lines such as <c>Mon-Fri 09:00-17:00 Africa/Nairobi</c>; a list, or one text with semicolons.
    /// None unless set: then times within business hours are absent.
    /// </summary>
    public IReadOnlyList<string> BusinessHours { get; set; } = [];

    /// <summary>How long a conversation is remembered after its last message. 400d unless set; 1d to 3650d.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ForgetAfter { get; init; } = TimeSpan.FromDays(400);

    /// <summary>
    /// How long a receiver may not be heard of until what it may still have in its spool is waited for no more. 24h unless set; 1m to 30d.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReceiverGoneAfter { get; init; } = TimeSpan.FromDays(1);

    public void Complete(IConfiguration configuration) =>
        BusinessHours = [
            .. BusinessHours
                .Prepend(configuration[$"{Section}:{nameof(BusinessHours)}"] ?? "")
                .SelectMany(lines => lines.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];

    public IEnumerable<string> FindProblems()
    {
        if (ResolveAfter != Never && (Silence is not { } silence || silence < Second || silence > Month))
        {
            yield return $"{Describe(nameof(ResolveAfter))} must be a time from 1s to 30d such as 24h, or off, but is \"{ResolveAfter}\".";
        }

        if (Core.Conversations.BusinessHours.Read(BusinessHours, out var problem) is null && problem is not null)
        {
            yield return $"{Describe(nameof(BusinessHours))}: {problem}.";
        }
    }

    public ConversationSettings ToSettings(DateTimeOffset? countFrom) =>
        new()
        {
            ResolveAfter = ResolveAfter == Never ? null : Silence,
            ReopenWithin = ReopenWithin,
            SameHandoffWithin = SameHandoffWithin,
            InitialMode = InitialMode,
            BusinessHours = Core.Conversations.BusinessHours.Read(BusinessHours, out _),
            ForgetAfter = ForgetAfter,
            CountFrom = countFrom,
        };

    /// <summary>A number alone would be days to the framework.</summary>
    private TimeSpan? Silence =>
        Duration.Parse(ResolveAfter) is { } duration ? duration
        : ResolveAfter.Contains(':', StringComparison.Ordinal)
        && TimeSpan.TryParse(ResolveAfter, CultureInfo.InvariantCulture, out var time)
            ? time
        : null;

    private static string Describe(string name) => Settings.Describe(Settings.Key(Section, name));
}
