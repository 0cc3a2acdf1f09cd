namespace Bridge.Core.Translation;

/// <summary>What a failed message's error code calls for, so that a report need not know Meta's codes.</summary>
/// <remarks>Codes: Meta's Cloud API error reference. Meta asks to build on the code alone: titles and details change.</remarks>
public static class FailureClass
{
    /// <summary>More than 24 hours since the person's last message: only a template may be sent.</summary>
    public const string Window = "window";

    /// <summary>The person stopped this business's marketing messages.</summary>
    public const string OptOut = "opt_out";

    /// <summary>Meta limits how much marketing a person gets.</summary>
    public const string MarketingCap = "marketing_cap";

    /// <summary>Withheld because the person is part of an experiment of Meta's.</summary>
    public const string Experiment = "experiment";

    /// <summary>The person cannot be reached on WhatsApp.</summary>
    public const string Recipient = "recipient";

    /// <summary>The template is missing, paused, rejected, or filled in wrongly.</summary>
    public const string Template = "template";

    /// <summary>The business's account, number, permission or payment is not in order.</summary>
    public const string Account = "account";

    /// <summary>Sending the same again later may succeed.</summary>
    public const string Transient = "transient";

    /// <summary>Sending the same again cannot succeed.</summary>
    public const string Permanent = "permanent";
    public const string Calling = "calling";
    public const string Flow = "flow";
    public const string Group = "group";

    /// <summary>A code not in the table.</summary>
    public const string Unknown = "unknown";

    /// <summary>No known code is higher.</summary>
    private const int Highest = 2_593_109;

    /// <summary>Every code that has a class, which takes a while to find out.</summary>
    public static IReadOnlyList<int> FindKnown() => [.. Enumerable.Range(0, Highest + 1).Where(code => Of(code) != Unknown)];

    /// <summary>The class of an error code (<c>statuses[].errors[].code</c>).</summary>
    public static string Of(int errorCode) =>
        errorCode switch
        {
            470 or 131047 => Window,
            131050 => OptOut,
            131049 => MarketingCap,
            130472 => Experiment,
            131026 or 137000 => Recipient,
            132000 or 132001 or 132005 or 132007 or 132008 or 132012 or 132015 or 132016 or 132018 or 132021 => Template,
            132068 or 132069 or (>= 139000 and <= 139004) => Flow,
            131020 or 131041 or 131059 or (>= 131201 and <= 131215) => Group,
            >= 138000 and <= 138018 => Calling,
            0 or 3 or 10 or 190 or 368 or (>= 200 and <= 299) => Account,
            131005 or 131031 or 131037 or 131042 or 131044 or 131045 or 131048 or 131063 or 131064 => Account,
            133000 or (>= 133004 and <= 133006) or (>= 133008 and <= 133010) or 133015 or 133016 => Account,
            134011 or (>= 139100 and <= 139103) or 139200 => Account,
            1 or 2 or 4 or 80007 or 130429 or 131000 or 131016 or 131056 or 131057 or 134101 or 2494100 or 2593107 => Transient,
            33 or 100 or 130497 or 131008 or 131009 or 131021 or 131030 or (>= 131051 and <= 131053) => Permanent,
            131055 or 131062 or 134100 or 134102 or 135000 or 2593108 or 2593109 => Permanent,
            _ => Unknown,
        };
}
