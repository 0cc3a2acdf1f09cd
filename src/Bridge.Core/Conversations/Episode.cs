using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>How a conversation ended.</summary>
internal enum EpisodeEnd : byte
{
    /// <summary>It did not.</summary>
    Open,

    /// <summary>Nothing was written for long enough, and nobody was told yet.</summary>
    Silence,

    /// <summary>The same, and it was told.</summary>
    SilenceTold,

    /// <summary>A CRM said so.</summary>
    Said,
}

/// <summary>A conversation: an episode of a thread, as far as facts make it up. Times are milliseconds since 1970.</summary>
internal sealed record Episode(long OpenedAt, bool IsByBusiness)
{
    /// <summary>Its number within the thread; 0 until it has one.</summary>
    public int Number { get; set; }

    /// <summary>The least number under which one of its messages was told; 0 for none.</summary>
    public int Told { get; set; }

    public long LastMessageAt { get; set; } = OpenedAt;

    public int Inbound { get; set; }

    public int Outbound { get; set; }

    /// <summary>How many of the business's messages were templates it sent of itself.</summary>
    public int Campaigns { get; set; }

    public int Handoffs { get; set; }

    /// <summary>The oldest message of the person that nobody has answered.</summary>
    public long? UnansweredSince { get; set; }

    /// <summary>Whether a person has replied, after which there is no first response any more.</summary>
    public bool PersonReplied { get; set; }

    public long? FirstResponseSeconds { get; set; }

    public bool BotAnswered { get; set; }

    /// <summary>Somebody answered of whom nobody said whether it was a person.</summary>
    public bool SomebodyAnswered { get; set; }

    public bool AskedForPerson { get; set; }

    public string? Agent { get; set; }

    /// <summary>Who answers; at the end, who answered.</summary>
    public ServiceMode Mode { get; set; }

    public EpisodeEnd End { get; set; }

    public long EndedAt { get; set; }

    /// <summary>Whether the business answered anything, whoever wrote it.</summary>
    public bool IsAnswered => PersonReplied || BotAnswered || SomebodyAnswered;

    public bool IsOpen => End == EpisodeEnd.Open;

    /// <summary>Whether a bot was enough. Silence is no success; and null while nobody says who answered.</summary>
    public bool? IsContained =>
        PersonReplied || AskedForPerson || End != EpisodeEnd.Said ? false
        : SomebodyAnswered ? null
        : BotAnswered;

    /// <summary>A template alone is no conversation: thousands of them end without a word.</summary>
    public bool IsWorthTelling => Inbound > 0 || Outbound > Campaigns;

    /// <summary>When silence ends it, or ended it and nobody was told; null when there is nothing to wait for.</summary>
    public long? DueAt(TimeSpan? silence) =>
        !IsWorthTelling ? null
        : End == EpisodeEnd.Silence ? EndedAt
        : IsOpen && silence is { } after ? LastMessageAt + (long)after.TotalMilliseconds
        : null;
}
