using System.Runtime.InteropServices;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>What a fact does to the episodes of a thread, in the order in which facts of one moment are taken.</summary>
internal enum FactKind : byte
{
    Inbound,
    Handoff,
    Assigned,
    Outbound,
    Campaign,
    Resolved,

    /// <summary>Bridge told that silence ended the conversation: what was told stays so.</summary>
    Silence,
}

[Flags]
internal enum FactMarks : byte
{
    None = 0,

    /// <summary>The person asked for people.</summary>
    Asks = 1,

    /// <summary>A hand-over was told for it: its own, or the one derived from it.</summary>
    HandoffTold = 2,

    /// <summary>A CRM said it, not Meta.</summary>
    FromCrm = 4,

    /// <summary>It ends what was over, so that its event did not leave.</summary>
    Withheld = 8,
}

/// <summary>Who says that a thread passed on. What one of them says twice are two hand-overs.</summary>
internal enum HandoffSource : byte
{
    Meta,
    Crm,

    /// <summary>A message matched a trigger.</summary>
    Rule,

    /// <summary>A person answered.</summary>
    Reply,
}

/// <summary>A fact as it is remembered, in about ten bytes: enough to tell again what it means once an earlier one comes late.</summary>
/// <param name="At">When it happened, in milliseconds since 1970.</param>
/// <param name="Id">The first four bytes of the event's id: they break ties between facts of one moment.</param>
/// <param name="By">Who wrote, or who answers from then on.</param>
/// <param name="Told">The number of the episode under which its event was told; 0 for none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoggedFact(long At, uint Id, FactKind Kind, ServiceMode By, FactMarks Marks, int Told, string? Agent)
{
    /// <summary>
    /// The order in which facts happened. Meta counts in seconds, so a question and its answer may be of one moment: the question comes
    /// first.
    /// </summary>
    public static IComparer<LoggedFact> Order { get; } = Comparer<LoggedFact>.Create(Compare);

    /// <summary>Below 0 when one comes before the other.</summary>
    public static int Compare(LoggedFact one, LoggedFact other) =>
        one.At != other.At ? one.At.CompareTo(other.At)
        : one.Kind != other.Kind ? (int)one.Kind - (int)other.Kind
        : one.Id.CompareTo(other.Id);

    /// <summary>Who says so, where a hand-over is told by it or follows from it.</summary>
    public HandoffSource Source =>
        Kind == FactKind.Inbound ? HandoffSource.Rule
        : Kind == FactKind.Outbound ? HandoffSource.Reply
        : Marks.HasFlag(FactMarks.FromCrm) ? HandoffSource.Crm
        : HandoffSource.Meta;

    public bool IsMessage => Kind is FactKind.Inbound or FactKind.Outbound or FactKind.Campaign;
}
