using Bridge.Core.Masking;
using Bridge.DeadLetters.Masking;
using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>Which dead letters are meant. What is not set does not narrow; all that is set must hold.</summary>
internal sealed record DeadLetterFilter
{
    /// <summary>Only these; empty for all.</summary>
    public IReadOnlyList<long> Ids { get; init; } = [];

    /// <summary>Why they died, such as <c>refused</c>: one of <see cref="Storage.DeadReason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>The event's name, or the beginning of it before a <c>*</c>; for <c>unrecognised</c> the webhook field.</summary>
    public string? Event { get; init; }

    /// <summary>The business number (<c>phone_number_id</c>).</summary>
    public string? Source { get; init; }

    /// <summary><c>default</c>, or the business number that has a collector of its own.</summary>
    public string? Destination { get; init; }

    /// <summary>The collector's HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>Failed last at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Failed last before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The fingerprint of their group.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Text that the event, the collector's answer or the explanation holds; in the event exactly so, in the others in any case.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Null for whatever state.</summary>
    public DeadLetterState? State { get; init; } = DeadLetterState.Dead;

    /// <summary>Whether only those are meant that are called by an event's name.</summary>
    public bool IsOfEventNames { get; private init; }

    /// <summary>The newest dead letter that is meant: what died after somebody looked is not swept in.</summary>
    public long? UpTo { get; init; }

    /// <summary>Whether nothing narrows it, so that it means every dead letter of its state.</summary>
    public bool IsEverything =>
        this with { Ids = [], State = null, UpTo = null } == new DeadLetterFilter { Ids = [], State = null } && Ids.Count == 0;

    /// <summary>Whether what it finds tells contents, or a name, that are masked for everybody but operators.</summary>
    public bool TellsMasked() => !string.IsNullOrEmpty(Text) || (!string.IsNullOrEmpty(Event) && !MayBeSought(Event));

    /// <summary>
    /// What it means for whoever does not see what is masked: the beginning of a name finds no unknown webhooks, whose names may be blind,
    /// and would be found out from it.
    /// </summary>
    public DeadLetterFilter ForViewer() => Reason is null && Event is [.., '*'] ? this with { IsOfEventNames = true } : this;

    /// <summary>What everybody may see of it: what was searched for in contents or among blind names is as blind as they are.</summary>
    public DeadLetterFilter Shown() =>
        this with
        {
            Text = string.IsNullOrEmpty(Text) ? Text : DeadLetterMask.Blind,
            Event = string.IsNullOrEmpty(Event) || MayBeSought(Event) ? Event : DeadLetterMask.Blind,
        };

    /// <remarks>Of an unknown webhook's name the whole, for what its beginning finds may be blind.</remarks>
    private bool MayBeSought(string name) =>
        Reason is null || DeadReason.NamesEvents(Reason) ? MaskedText.MayBeSought(name) : DeadReason.ShownName(Reason, name) == name;
}

/// <summary>How far a dead letter is.</summary>
internal enum DeadLetterState
{
    /// <summary>Nothing happens to it until somebody does something.</summary>
    Dead,

    /// <summary>On its way to the collector again.</summary>
    Replaying,

    /// <summary>The collector took it in a replay; or intake did, where it had been unreadable.</summary>
    Replayed,

    /// <summary>Put aside by somebody; it can be restored until it is purged.</summary>
    Discarded,
}
