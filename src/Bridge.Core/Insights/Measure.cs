namespace Bridge.Core.Insights;

/// <summary>What is counted. Stored by its number: a new one goes to the end.</summary>
public enum Measure : byte
{
    /// <summary>Messages of people, by type.</summary>
    Received = 0,

    /// <summary>Messages of the business, by type.</summary>
    Sent = 1,
    Delivered = 2,
    Read = 3,
    Played = 4,

    /// <summary>Messages that failed, by class.</summary>
    Failed = 5,

    /// <summary>Messages of people that answer one of the business.</summary>
    Replied = 6,

    /// <summary>Contacts, by what brought them.</summary>
    NewContacts = 7,

    /// <summary>Conversations, by who wrote first.</summary>
    Opened = 8,

    /// <summary>Conversations that ended, by how.</summary>
    Resolved = 9,

    /// <summary>Of those: a bot was enough.</summary>
    Contained = 10,

    /// <summary>Of those: it is known whether a bot was enough.</summary>
    ContainmentTold = 11,

    /// <summary>Of those: the last word was the person's.</summary>
    Abandoned = 12,

    /// <summary>Of those: by who served them.</summary>
    Served = 13,

    /// <summary>Conversations that began soon after the one before.</summary>
    Reopened = 14,

    /// <summary>Hand-overs, by reason.</summary>
    Handoffs = 15,

    /// <summary>Answers, by who wrote them.</summary>
    Answered = 16,

    /// <summary>Of an ad: the people it brought, by its campaign.</summary>
    People = 17,

    /// <summary>Of an ad: what was ordered.</summary>
    Orders = 18,

    /// <summary>What it was worth, by its currency, in thousandths.</summary>
    OrderValue = 19,

    /// <summary>Of an ad: what Meta itself saw come of it.</summary>
    Conversions = 20,
}

/// <summary>What is measured in seconds. Stored by its number.</summary>
public enum Duration : byte
{
    Response = 0,
    ResponseBusiness = 1,
    FirstResponse = 2,
    FirstResponseBusiness = 3,
}

/// <summary>By what figures are told apart, each for itself: an agent's are not split by country. Stored by its number.</summary>
public enum Slice : byte
{
    /// <summary>Everything of a channel.</summary>
    Whole = 0,
    Country = 1,
    Mode = 2,
    Agent = 3,
    Campaign = 4,
    Template = 5,
    Ad = 6,

    /// <summary>The hour of the day (UTC), in what holds a whole day.</summary>
    Hour = 7,

    /// <summary>The campaign of a link or a text that names no ad: anybody may write one, so that these never take an ad's place.</summary>
    Link = 8,
}
