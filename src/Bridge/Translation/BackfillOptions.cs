namespace Bridge.Translation;

/// <summary>What of the past becomes events: section <c>Backfill</c>.</summary>
internal sealed class BackfillOptions
{
    /// <summary>
    /// Makes events, with their own times and <c>context.backfill</c>, of the months of messages that Meta sends once when a phone is
    /// connected; read by those who receive. false unless set: then they are counted and dropped.
    /// </summary>
    public bool History { get; init; }
}
