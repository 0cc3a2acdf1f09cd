using Bridge.Configuration;

namespace Bridge.Delivery;

/// <summary>
/// Where events go: the sections <c>Collector</c> and <c>Sources</c>. What stands in files (<c>file:/path</c>) is read again when these
/// change, the rest at start.
/// </summary>
internal sealed class DestinationOptions
{
    /// <summary>The default destination, and what holds for all of them.</summary>
    public CollectorOptions Collector { get; init; } = new();

    /// <summary>
    /// Business numbers (<c>phone_number_id</c>) with settings of their own, mostly a destination. None unless set.
    /// </summary>
    public Dictionary<string, SourceOptions> Sources { get; init; } = [];

    /// <summary>What Meta is told; read apart, since its section has other readers too.</summary>
    internal ConversionOptions Conversions { get; set; } = new();
}

/// <summary>The default destination. A class, not a record: it holds a secret, and a class does not print its members.</summary>
internal sealed class CollectorOptions
{
    /// <summary>The collector's address; required. <c>/v1/capture</c> is appended when it has no path.</summary>
    public string? Url { get; init; }

    /// <summary>The secret sent as <c>X-Write-Key</c>; required.</summary>
    [Secret]
    public string? WriteKey { get; init; }

    /// <summary>Whether <c>http://</c> may be used to hosts other than this machine. False unless set.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>
    /// Whether bodies are compressed (<c>Content-Encoding: gzip</c>). False unless set, since not every collector reads it.
    /// </summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// Whether the event's id is repeated as top-level <c>messageId</c>, by which Segment-like collectors deduplicate. False unless set.
    /// </summary>
    public bool MessageIdField { get; init; }
}

/// <summary>The destination of one business number. A class for the same reason as <see cref="CollectorOptions"/>.</summary>
internal sealed class SourceOptions
{
    /// <summary>Its collector's address; the default destination's unless set.</summary>
    public string? Url { get; init; }

    /// <summary>The secret sent as <c>X-Write-Key</c>; required.</summary>
    [Secret]
    public string? WriteKey { get; init; }

    /// <summary>What asks for a person on this number alone; read by those who receive. None unless set.</summary>
    public IReadOnlyList<string>? HandoffTriggers { get; init; }

    /// <summary>What prefilled texts tell of campaigns on this number alone; read by those who receive. None unless set.</summary>
    public IReadOnlyList<string>? TextPatterns { get; init; }
}
