using Bridge.Configuration;
using Bridge.Core.Conversations;
using Bridge.Core.Events;

namespace Bridge.Conversations;

/// <summary>
/// The rules of conversations: section <c>Conversations</c>. Times are written as <c>24h</c>, <c>30s</c>, <c>7d</c> or <c>24:00:00</c>.
/// </summary>
internal sealed class ConversationOptions : IHasRules
{
    public const string Section = "Conversations";

    private const string Never = "off";

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly string[] Modes = ["unknown", "bot", "agent"];

    /// <summary>
    /// How long nothing is written until a conversation is over by itself. 24h unless set, which is Meta's service window; 1s to 30d, or
    /// off, which leaves ending it to a CRM.
    /// </summary>
    public string ResolveAfter { get; init; } = "24h";

    /// <summary>How long after its end a conversation that begins is the former one, reopened. 24h unless set; 0s to 30d.</summary>
    public string ReopenWithin { get; init; } = "24h";

    /// <summary>
    /// How far apart what Meta, a CRM and Bridge's own rules say of one hand-over may be to be one event. 60s unless set; 0s to 1h.
    /// </summary>
    public string SameHandoffWithin { get; init; } = "60s";

    /// <summary>Who answers when a conversation begins: bot, agent, or unknown. unknown unless set.</summary>
    public string InitialMode { get; init; } = "unknown";

    /// <summary>
    /// When people are there to answer, lines such as <c>Mon-Fri 09:00-17:00 Africa/Nairobi</c>; a list, or one text with semicolons.
    /// None unless set: then times within business hours are absent.
    /// </summary>
    public IReadOnlyList<string> BusinessHours { get; set; } = [];

    /// <summary>How long a conversation is remembered after its last message. 400d unless set; 1d to 3650d.</summary>
    public string ForgetAfter { get; init; } = "400d";

    /// <summary>
    /// How long a receiver may not be heard of until what it may still have in its spool is waited for no more. 24h unless set; 1m to 30d.
    /// </summary>
    public string ReceiverGoneAfter { get; init; } = "24h";

    public TimeSpan ReceiverGone => Durations.Read(ReceiverGoneAfter)!.Value;

    public void Complete(IConfiguration configuration) =>
        BusinessHours = [
            .. BusinessHours
                .Prepend(configuration[$"{Section}:{nameof(BusinessHours)}"] ?? "")
                .SelectMany(lines => lines.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
        ];

    public IEnumerable<string> FindProblems() =>
        new[]
        {
            ResolveAfter == Never ? null : Time(nameof(ResolveAfter), ResolveAfter, TimeSpan.FromSeconds(1), Month, "24h, or off"),
            Time(nameof(ReopenWithin), ReopenWithin, TimeSpan.Zero, Month, "24h"),
            Time(nameof(SameHandoffWithin), SameHandoffWithin, TimeSpan.Zero, TimeSpan.FromHours(1), "60s"),
            Time(nameof(ReceiverGoneAfter), ReceiverGoneAfter, TimeSpan.FromMinutes(1), Month, "24h"),
            Time(nameof(ForgetAfter), ForgetAfter, TimeSpan.FromDays(1), TimeSpan.FromDays(3650), "400d"),
            Modes.Contains(InitialMode)
                ? null
                : $"{Describe(nameof(InitialMode))} must be one of {string.Join(", ", Modes)}, but is \"{InitialMode}\".",
            HoursProblem is { } problem ? $"{Describe(nameof(BusinessHours))}: {problem}." : null,
        }.OfType<string>();

    public ConversationSettings ToSettings(DateTimeOffset? countFrom) =>
        new()
        {
            ResolveAfter = ResolveAfter == Never ? null : Durations.Read(ResolveAfter),
            ReopenWithin = Durations.Read(ReopenWithin)!.Value,
            SameHandoffWithin = Durations.Read(SameHandoffWithin)!.Value,
            InitialMode = ServiceModes.Read(InitialMode),
            BusinessHours = Core.Conversations.BusinessHours.Read(BusinessHours, out _),
            ForgetAfter = Durations.Read(ForgetAfter)!.Value,
            CountFrom = countFrom,
        };

    private string? HoursProblem => Core.Conversations.BusinessHours.Read(BusinessHours, out var problem) is null ? problem : null;

    private static string? Time(string name, string value, TimeSpan least, TimeSpan most, string example) =>
        Durations.Read(value) is { } time && time >= least && time <= most
            ? null
            : $"{Describe(name)} must be a time from {Durations.Text(least)} to {Durations.Text(most)} such as {example}, "
                + $"but is \"{value}\".";

    private static string Describe(string name) => Settings.Describe(Settings.Key(Section, name));
}
