using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Storage;

namespace Bridge.Delivery;

/// <summary>
/// Tells a collector that refuses single events from an address that refuses everything: a proxy that redirects, a wrong path, another
/// contract. So many events refused in a row, of more than one name and with nothing taken in between, and it is no longer the events'
/// fault. What another system wrote does not count, for it alone is to blame for that. Thread-safe.
/// </summary>
/// <param name="after">How many in a row.</param>
/// <param name="isAllOfBridge">
/// Bridge itself words all that is posted there, whoever told it: then everything counts, and one name is enough, since there may be no
/// other.
/// </param>
internal sealed class Suspicion(int after, bool isAllOfBridge = false)
{
    /// <summary>More names are not told apart: they only help to choose a probe.</summary>
    private const int MaxNames = 64;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = [];
    private int _refused;

    /// <summary>Whether the destination itself is suspected now. It stays so until it takes something.</summary>
    public bool IsStanding
    {
        get
        {
            lock (_gate)
            {
                return Stands;
            }
        }
    }

    private bool Stands => _refused >= after && (isAllOfBridge || _names.Count > 1);

    /// <summary>
    /// What the verdict on some events means for them, after what became of those before: a refusal that is the destination's fault pauses
    /// it.
    /// </summary>
    /// <param name="says">What the collector answered, such as <c>status 405</c>.</param>
    public Judgement Judge(Verdict verdict, IReadOnlyList<PendingEvent> events, string says)
    {
        lock (_gate)
        {
            switch (verdict)
            {
                case Verdict.Taken:
                    Clear();
                    break;
                case Verdict.Refused or Verdict.TooLarge when events.Count == 1:
                    return Refused(events[0]) ? new Judgement(Verdict.Pause, Reason(says)) : new Judgement(verdict, says);
            }

            return new Judgement(verdict, says);
        }
    }

    /// <summary>
    /// Which event tells most: the first of Meta's with a name that was not refused so far; the first of Meta's when there is none; the
    /// first of all when there is none of Meta's, or nothing is suspected.
    /// </summary>
    public int ChooseProbe(ArraySegment<PendingEvent> events)
    {
        lock (_gate)
        {
            return Stands ? FindTold(events, _names) ?? FindTold(events, []) ?? 0 : 0;
        }
    }

    private bool Refused(PendingEvent refused)
    {
        if (Counts(refused))
        {
            _refused++;
            if (_names.Count < MaxNames)
            {
                _names.Add(refused.Name);
            }
        }

        return Stands;
    }

    private int? FindTold(ArraySegment<PendingEvent> events, HashSet<string> except)
    {
        var found = events.ToList().FindIndex(waiting => !except.Contains(waiting.Name) && Counts(waiting));
        return found < 0 ? null : found;
    }

    private bool Counts(PendingEvent waiting) => isAllOfBridge || IsOfMeta(waiting);

    private static bool IsOfMeta(PendingEvent waiting)
    {
        if (!JsonTape.TryParse(waiting.Payload, out var tape))
        {
            return true;
        }

        using (tape)
        {
            return EventContext.IsBridges(tape.Root);
        }
    }

    private void Clear()
    {
        _refused = 0;
        _names.Clear();
    }

    private string Reason(string says) =>
        $"{says} to {_refused} events in a row, each posted alone{(_names.Count > 1 ? $", of {_names.Count} names" : "")}: "
        + "the address or the contract is wrong, not the events";
}

/// <summary>What a verdict comes to.</summary>
/// <param name="Reason">For the gate, in a few words.</param>
internal readonly record struct Judgement(Verdict Verdict, string Reason);
