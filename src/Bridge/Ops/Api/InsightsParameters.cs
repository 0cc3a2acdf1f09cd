using Bridge.Configuration;
using Bridge.Core.Translation;
using Bridge.DeadLetters;
using Bridge.Insights;

namespace Bridge.Ops.Api;

/// <summary>Of what figures are asked for, as parameters of an address: of the page, the API and the command.</summary>
internal static class InsightsParameters
{
    public static readonly QueryParameter Since = new(
        "since",
        FieldKind.Text,
        "How far back: 24h, 7d. 24h unless given; 1h to 3650d. Whole hours up to 8 days, beyond whole days (UTC)."
    );

    public static readonly QueryParameter Number = new("number", FieldKind.Text, "One business number (phone_number_id).");
    public static readonly QueryParameter Channel = new(
        "channel",
        FieldKind.OneOf([.. TranslationOptions.AllChannels]),
        "whatsapp, messenger or instagram."
    );
    public static readonly QueryParameter Agent = new("agent", FieldKind.Text, "One agent, by the CRM's id; not together with campaign.");
    public static readonly QueryParameter Campaign = new("campaign", FieldKind.Text, "One campaign, by its id.");
    public static readonly QueryParameter Zone = new(
        "zone",
        FieldKind.Text,
        "The time zone of weekdays and hours of the day, such as Africa/Nairobi. UTC unless given."
    );
    public static readonly QueryParameter Format = new("format", FieldKind.OneOf(["json", "csv"]), "json unless given, or csv.");

    public static readonly IReadOnlyList<QueryParameter> All = [Since, Number, Channel, Agent, Campaign, Zone];

    /// <exception cref="AdminException">Something makes no sense; the sentence says what.</exception>
    public static InsightsFilter Read(Func<string, string?> parameter)
    {
        var filter = new InsightsFilter(
            SinceOf(TextOf(Since)),
            TextOf(Number),
            TextOf(Channel),
            TextOf(Agent),
            TextOf(Campaign),
            ZoneOf(TextOf(Zone))
        );
        return filter is { Agent: not null, Campaign: not null }
            ? throw Wrong("Choose an agent or a campaign: of one split by the other nothing is kept.")
            : filter;

        string? TextOf(QueryParameter one) => parameter(one.Name)?.Trim() is { Length: > 0 } text ? Checked(one, text) : null;
    }

    /// <summary>What <see cref="Read"/> reads as this filter.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Write(InsightsFilter filter) =>
        new Dictionary<string, string?>
        {
            [Since.Name] = Duration.Write(filter.Since),
            [Number.Name] = filter.Number,
            [Channel.Name] = filter.Channel,
            [Agent.Name] = filter.Agent,
            [Campaign.Name] = filter.Campaign,
            [Zone.Name] = filter.Zone?.Id,
        }.Where(one => one.Value is not null);

    private static string Checked(QueryParameter parameter, string text) => (string)parameter.Kind.Read(parameter.Name, text)!;

    private static TimeSpan SinceOf(string? text) =>
        text is null ? InsightsFilter.DefaultSince
        : Duration.Parse(text) is { } since && since >= InsightsFilter.Bounds.Least && since <= InsightsFilter.Bounds.Most ? since
        : throw Wrong($"since is how far back, such as 24h or 7d, from 1h to 3650d; \"{text}\" is not. A date cannot be given.");

    private static TimeZoneInfo? ZoneOf(string? text) =>
        text is null ? null
        : TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone
        : throw Wrong("zone must be a time zone such as Africa/Nairobi or UTC.");

    private static AdminException Wrong(string message) => new(AdminProblem.Invalid, message);
}
