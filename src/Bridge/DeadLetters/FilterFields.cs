using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>
/// The fields of a filter: a new one is a property of <see cref="DeadLetterFilter"/>, one entry here and, where equality is not what it
/// means, its condition in <see cref="DeadLetterWhere"/>. The API, the pages, the command line and sentences follow.
/// </summary>
internal static class FilterFields
{
    /// <summary>The state that means whatever state.</summary>
    public const string AnyState = "all";

    public static readonly FilterField Id = new(
        "id",
        FieldKind.Number(1),
        "Only this dead letter; may be repeated.",
        filter => [.. filter.Ids.Cast<object>()],
        (filter, ids) => filter with { Ids = [.. ids.Cast<long>()] },
        (where, ids) => where.OneOf("dead_letter.seq", [.. ids.Cast<long>()])
    )
    {
        Member = "ids",
        IsList = true,
    };

    public static readonly FilterField Reason = Field(
        "reason",
        FieldKind.OneOf(
            DeadReason.Refused,
            DeadReason.TooLarge,
            DeadReason.Expired,
            DeadReason.OptedOut,
            DeadReason.Unreadable,
            DeadReason.Unrecognised,
            DeadReason.Undeserialisable,
            DeadReason.Unstorable,
            DeadReason.Invalid
        ),
        "Why they died.",
        filter => filter.Reason,
        (DeadLetterFilter filter, string reason) => filter with { Reason = reason },
        (where, reason) => where.Equal("dead_letter.reason", reason)
    ) with
    {
        Words = "reason",
        Label = "Why",
    };

    public static readonly FilterField Text = Field(
        "text",
        FieldKind.Text,
        "Text that the event, the collector's answer or the explanation holds. For operators; it is noted in the audit.",
        filter => filter.Text,
        (DeadLetterFilter filter, string text) => filter with { Text = text },
        (where, text) => where.Holds(text)
    ) with
    {
        Words = "with",
        Label = "Text in the event, the answer or the explanation",
        IsPersonal = true,
    };

    public static readonly FilterField State = Field(
        "state",
        FieldKind.OneOf([.. Enum.GetValues<DeadLetterState>().Select(state => NameOf(state)), AnyState]),
        "dead unless given.",
        filter => NameOf(filter.State),
        (DeadLetterFilter filter, string state) => filter with { State = ParseState(state) },
        (where, state) => state is AnyState ? null : where.Equal("dead_letter.state", state)
    );

    public static readonly IReadOnlyList<FilterField> All =
    [
        Id,
        Reason,
        Field(
            "event",
            FieldKind.Text,
            "The event's name, or its beginning before a *, such as message.*",
            filter => filter.Event,
            (DeadLetterFilter filter, string name) => filter with { Event = name is "*" ? null : name }, // any: it narrows nothing
            (where, name) => where.Begins("dead_letter.name", name)
        ) with
        {
            Words = "event",
            Label = "Event, such as message.*",
        },
        Field(
            "source",
            FieldKind.Text,
            "The business number (phone_number_id).",
            filter => filter.Source,
            (DeadLetterFilter filter, string source) => filter with { Source = source },
            (where, source) => where.Equal("dead_letter.source", source)
        ) with
        {
            Words = "business number",
            Label = "Business number id",
        },
        Field(
            "destination",
            FieldKind.Text,
            "default, or the business number that has a collector of its own.",
            filter => filter.Destination,
            (DeadLetterFilter filter, string destination) => filter with { Destination = destination },
            (where, destination) => where.Equal("dead_letter.destination", destination)
        ) with
        {
            Words = "destination",
            Label = "Collector",
        },
        Field(
            "status",
            FieldKind.Number(100, 599),
            "The collector's HTTP status.",
            filter => (long?)filter.Status,
            (DeadLetterFilter filter, long status) => filter with { Status = (int)status },
            (where, status) => where.Equal("dead_letter.status", status)
        ) with
        {
            Words = "status",
            Label = "Status of the answer",
        },
        Field(
            "since",
            FieldKind.Time,
            "Failed last at this time or later.",
            filter => filter.Since,
            (DeadLetterFilter filter, DateTimeOffset since) => filter with { Since = since },
            (where, since) => where.DiedSince(since)
        ) with
        {
            Words = "failed since",
            Label = "Failed since (UTC)",
        },
        Field(
            "until",
            FieldKind.Time,
            "Failed last before this time.",
            filter => filter.Until,
            (DeadLetterFilter filter, DateTimeOffset until) => filter with { Until = until },
            (where, until) => where.DiedBefore(until)
        ) with
        {
            Words = "failed before",
            Label = "Failed before (UTC)",
        },
        Field(
            "group",
            FieldKind.Text,
            "The fingerprint of their group.",
            filter => filter.Group,
            (DeadLetterFilter filter, string group) => filter with { Group = group },
            (where, group) => where.InGroup(group)
        ) with
        {
            Words = "group",
            Label = "Group",
        },
        Text,
        State,
        Field(
            "upTo",
            FieldKind.Number(1),
            "The newest dead letter that is meant.",
            filter => filter.UpTo,
            (DeadLetterFilter filter, long upTo) => filter with { UpTo = upTo },
            (where, upTo) => where.UpTo("dead_letter.seq", upTo)
        ),
    ];

    /// <summary>How a state is called in the store and everywhere else; null is <see cref="AnyState"/>.</summary>
    public static string NameOf(DeadLetterState? state) => state?.ToString().ToLowerInvariant() ?? AnyState;

    private static DeadLetterState? ParseState(string name) =>
        name is AnyState ? null : Enum.Parse<DeadLetterState>(name, ignoreCase: true);

    /// <summary>A field of one value, which empty text leaves unset.</summary>
    private static FilterField Field<T>(
        string name,
        FieldKind kind,
        string description,
        Func<DeadLetterFilter, object?> get,
        Func<DeadLetterFilter, T, DeadLetterFilter> set,
        Func<DeadLetterWhere, T, string?> condition
    )
        where T : notnull =>
        new(
            name,
            kind,
            description,
            filter => get(filter) is { } value and not "" ? [value] : [],
            (filter, values) => set(filter, (T)values[0]),
            (where, values) => condition(where, (T)values[0])
        );
}
