using Bridge.Configuration;

namespace Bridge.Identity;

/// <summary>Under which id the collector knows a person: section <c>Identity</c>.</summary>
internal sealed class IdentityOptions : IHasRules
{
    public const string Section = "Identity";

    /// <summary>In characters: 128 bits of hex digits.</summary>
    internal const int ShortestPepper = 32;

    /// <summary>
    /// <c>phone</c> (E.164; the business-scoped id of whoever's number was never seen), <c>bsuid</c> (the other way round), or
    /// <c>hashed</c>: no phone number, nor anything that holds one, leaves Bridge. phone unless set.
    /// </summary>
    public UserIdKind UserId { get; init; } = UserIdKind.Phone;

    /// <summary>
    /// The key of the hash, required for <c>hashed</c>: at least 32 characters, kept for ever, for another one makes everybody somebody
    /// else.
    /// </summary>
    [Secret]
    public string? Pepper { get; init; }

    public IEnumerable<string> FindProblems()
    {
        if (UserId == UserIdKind.Hashed && (Pepper?.Trim().Length ?? 0) < ShortestPepper)
        {
            yield return $"{Settings.Describe("Identity:Pepper")} must be a random text of at least {ShortestPepper} characters when "
                + "Identity:UserId is hashed, and stay the same for ever.";
        }
    }

    public override string ToString() => $"{UserId}, {(Pepper is null ? "no pepper" : "a pepper")}";
}

/// <summary>What <c>userId</c> is.</summary>
internal enum UserIdKind
{
    Phone,
    Bsuid,
    Hashed,
}
