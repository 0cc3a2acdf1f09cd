namespace Bridge.Ops.Api;

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
