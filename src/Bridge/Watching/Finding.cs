namespace Bridge.Watching;

/// <summary>Something that is wrong with the flow, as the overview's headline and the alerts tell it.</summary>
/// <param name="Kind">One of <see cref="FindingKind"/>.</param>
/// <param name="Subject">What of several it is, such as a destination; empty where there is only one.</param>
/// <param name="Affected">How many events or webhooks wait for it, or died of it; 0 when that is not known.</param>
/// <param name="Sentence">What is wrong and what to do, for whoever is woken; without secrets and personal data.</param>
internal sealed record Finding(string Kind, string Subject, Severity Severity, long Affected, string Sentence);

internal enum Severity
{
    /// <summary>It goes on for now.</summary>
    Warning,

    /// <summary>Something stands still.</summary>
    Critical,
}

/// <summary>The kinds there are, as alerts name them.</summary>
internal static class FindingKind
{
    public const string StoreDown = "store_down";
    public const string IntakeStandsStill = "intake_stands_still";
    public const string NobodyForwards = "nobody_forwards";
    public const string ForwarderSilent = "forwarder_silent";
    public const string ReceiverSilent = "receiver_silent";
    public const string BrokerDown = "broker_down";
    public const string DestinationPaused = "destination_paused";
    public const string WaitingTooLong = "waiting_too_long";
    public const string DeadLettersGrow = "dead_letters_grow";
    public const string SpoolFills = "spool_fills";
    public const string DiskFills = "disk_fills";
    public const string MetaRuleBroken = "meta_rule_broken";
    public const string NumberSilent = "number_silent";
    public const string OldSecretUsed = "old_secret_used";
    public const string AdsRefused = "ads_refused";
}
