using Bridge.DeadLetters;
using Bridge.Storage;

namespace Bridge.Ops.Api;

/// <summary>Which dead letters are meant, as JSON: a <see cref="DeadLetterFilter"/> that has to say so when it means every one.</summary>
internal sealed record FilterBody
{
    /// <summary>The state that means whatever state.</summary>
    public const string AnyState = "all";

    public static readonly IReadOnlyList<string> States =
    [
        .. Enum.GetNames<DeadLetterState>().Select(name => name.ToLowerInvariant()),
        AnyState,
    ];

    public static readonly IReadOnlyList<string> Reasons =
    [
        DeadReason.Refused,
        DeadReason.TooLarge,
        DeadReason.Expired,
        DeadReason.Unreadable,
        DeadReason.Unrecognised,
        DeadReason.Undeserialisable,
        DeadReason.Unstorable,
    ];

    public IReadOnlyList<long>? Ids { get; init; }

    public string? Reason { get; init; }

    public string? Event { get; init; }

    public string? Source { get; init; }

    public string? Destination { get; init; }

    public int? Status { get; init; }

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Group { get; init; }

    public string? Text { get; init; }

    /// <summary><c>dead</c>, <c>replaying</c>, <c>replayed</c>, <c>discarded</c> or <c>all</c>.</summary>
    public string? State { get; init; }

    public long? UpTo { get; init; }

    /// <summary>Must be true where nothing narrows the filter and something would be done; it does not widen one that is narrow.</summary>
    public bool All { get; init; }

    public static FilterBody Of(DeadLetterFilter filter) =>
        new()
        {
            Ids = filter.Ids,
            Reason = filter.Reason,
            Event = filter.Event,
            Source = filter.Source,
            Destination = filter.Destination,
            Status = filter.Status,
            Since = filter.Since,
            Until = filter.Until,
            Group = filter.Group,
            Text = filter.Text,
            State = filter.State?.ToString().ToLowerInvariant() ?? AnyState,
            UpTo = filter.UpTo,
            All = filter.IsEverything,
        };

    /// <param name="otherwise">The state when it says none.</param>
    /// <exception cref="AdminException">The state or the reason is none there is.</exception>
    public DeadLetterFilter ToFilter(DeadLetterState otherwise) =>
        new()
        {
            Ids = Ids ?? [],
            Reason = Reason is null ? null : ParseReason("reason", Reason),
            Event = Event,
            Source = Source,
            Destination = Destination,
            Status = Status,
            Since = Since,
            Until = Until,
            Group = Group,
            Text = Text,
            State = State is null ? otherwise : ParseState("state", State),
            UpTo = UpTo,
        };

    /// <summary>The same for something that is done to the dead letters: then nothing at all does not mean everything.</summary>
    /// <exception cref="AdminException">It would mean everything and does not say so.</exception>
    public DeadLetterFilter ToActOn(DeadLetterState otherwise) =>
        ToFilter(otherwise) is var filter && filter.IsEverything && !All
            ? throw new AdminException(
                AdminProblem.Invalid,
                "The filter narrows nothing, so this would be done to every dead letter. If that is meant, say \"all\": true in the filter."
            )
            : filter;

    /// <summary>A reason as it is stored; a hyphen stands for a space, so that it needs no quotes.</summary>
    public static string ParseReason(string name, string text) =>
        Reasons.FirstOrDefault(reason => reason == text.Replace('-', ' '))
        ?? throw new AdminException(AdminProblem.Invalid, $"{name} must be one of {string.Join(", ", Reasons)}, but is \"{text}\".");

    /// <returns>Null for whatever state.</returns>
    public static DeadLetterState? ParseState(string name, string text) =>
        !States.Contains(text)
            ? throw new AdminException(AdminProblem.Invalid, $"{name} must be one of {string.Join(", ", States)}, but is \"{text}\".")
        : text is AnyState ? null
        : Enum.Parse<DeadLetterState>(text, ignoreCase: true);
}

/// <summary>The order to carry out a plan.</summary>
internal sealed record ReplayBody
{
    /// <summary>Of the plan.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Of the plan.</summary>
    public FilterBody? Filter { get; init; }

    /// <summary>At most so many dead letters a second; absent for as many as live traffic leaves room for.</summary>
    public int? Rate { get; init; }

    /// <summary>For the audit.</summary>
    public string? Why { get; init; }
}

/// <summary>What is to be discarded or restored.</summary>
internal sealed record ActionBody
{
    public FilterBody? Filter { get; init; }

    /// <summary>For the audit.</summary>
    public string? Why { get; init; }
}

/// <summary>A new version of a dead letter's content.</summary>
internal sealed record EditBody
{
    /// <summary>The track event, or the webhook, as text.</summary>
    public string? Content { get; init; }

    /// <summary>The version it was made from.</summary>
    public int? Version { get; init; }

    /// <summary>Whether the event gets a new id, so that the collector takes it for another event.</summary>
    public bool NewId { get; init; }

    /// <summary>For the audit.</summary>
    public string? Why { get; init; }
}

/// <summary>Who is to be erased.</summary>
internal sealed record ErasureBody
{
    /// <summary>A phone number, a business-scoped user id, or the pseudonym under which the person left.</summary>
    public string? User { get; init; }

    /// <summary>For the audit.</summary>
    public string? Why { get; init; }

    /// <summary>Whom it is about is nothing for a log.</summary>
    public override string ToString() => nameof(ErasureBody);
}

/// <summary>How many dead letters it was done to.</summary>
internal sealed record Affected(long Count);

/// <summary>A list, and the cursor of what follows.</summary>
/// <param name="Next">Null when nothing does.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items, long? Next = null);
