using System.Globalization;
using Bridge.Storage;

namespace Bridge.Ops.Pages;

/// <summary>How the pages say numbers, times and causes.</summary>
internal static class DisplayText
{
    private static readonly (TimeSpan Length, string Unit)[] Units =
    [
        (TimeSpan.FromDays(1), "d"),
        (TimeSpan.FromHours(1), "h"),
        (TimeSpan.FromMinutes(1), "min"),
        (TimeSpan.FromSeconds(1), "s"),
    ];

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 dead letter</c>, <c>2,000 dead letters</c>.</summary>
    public static string Count(long number, string one, string? many = null) =>
        $"{Number(number)} {(number == 1 ? one : many ?? one + "s")}";

    /// <summary><c>5 min ago</c>, <c>in 2 h</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        var length = Length((now - time).Duration());
        return length.Length == 0 ? "now"
            : time <= now ? length + " ago"
            : "in " + length;
    }

    /// <summary>With a capital letter and a full stop.</summary>
    public static string Sentence(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");

    /// <summary>In the largest unit that fits; empty below a second.</summary>
    public static string Length(TimeSpan time)
    {
        var (length, unit) = Array.Find(Units, candidate => time >= candidate.Length);
        return unit is null ? "" : $"{(long)(time / length)} {unit}";
    }

    public static string Reason(string reason) =>
        reason switch
        {
            DeadReason.Refused => "The collector refused it",
            DeadReason.TooLarge => "Larger than the collector takes",
            DeadReason.Expired => "Could not be delivered in time",
            DeadReason.OptedOut => "The person opted out while it waited",
            DeadReason.Unreadable => "Bridge could not read it",
            DeadReason.Unrecognised => "A kind of webhook Bridge does not know",
            DeadReason.Undeserialisable => "A broker message that is no event",
            DeadReason.Unstorable => "The store refused what it holds",
            DeadReason.Invalid => "Posted to Bridge, but not as the collector wants it",
            _ => reason,
        };

    /// <summary>What to do about it, for somebody who meets it the first time.</summary>
    public static string Advice(string reason, int? status) =>
        (reason, status) switch
        {
            (DeadReason.Refused, 401 or 403) => "The write key may have been wrong then. Check it, and replay.",
            (DeadReason.Refused, _) =>
                "Read the answer. If the collector was wrong, have it mended and replay; if the event is wrong, edit it and replay that.",
            (DeadReason.TooLarge, _) => "Raise what the collector takes and replay, or edit the event to be smaller.",
            (DeadReason.OptedOut, _) => "Discard it: Meta is told nothing of who has opted out.",
            (DeadReason.Expired, _) => "See that the collector answers again, and replay.",
            (DeadReason.Unreadable or DeadReason.Unrecognised, _) =>
                "Nothing is lost: what Meta sent is kept. Where today's Bridge can read it, replay; otherwise after the next release.",
            (DeadReason.Undeserialisable, _) => "Something else wrote into Bridge's queue, or an older Bridge did. Look at what it is; "
                + "replay it if today's Bridge can read it, or discard it.",
            (DeadReason.Unstorable, _) =>
                "Nothing is lost: the item is kept whole. See what the store refuses and mend that, or wait for the next "
                    + "release; then replay.",
            (DeadReason.Invalid, _) =>
                "Have it mended in the system that posted it. Edit it and replay to save what came meanwhile, or discard it.",
            _ => "Look at one of them, and replay or discard.",
        };

    /// <summary>What it is about, in a word or two.</summary>
    public static string Subject(string? eventName, string reason) =>
        eventName
        ?? reason switch
        {
            DeadReason.Undeserialisable => "broker message",
            DeadReason.Invalid => "captured event",
            _ => "webhook",
        };

    /// <summary>How the collector's status, if any, reads in a table.</summary>
    public static string Cause(string reason, int? status) => status is { } code ? $"{Reason(reason)} ({code})" : Reason(reason);
}
