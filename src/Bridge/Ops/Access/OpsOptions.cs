using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Ops.Access;

/// <summary>Who may see the dead letters and act on them: section <c>Ops</c>.</summary>
internal sealed class OpsOptions : IHasRules
{
    private const int MinSecretLength = 32;

    /// <summary>
    /// Nobody unless set; <c>/ops</c> and <c>/api</c> are then switched off. What stands in files (<c>file:/path</c>) is read again when
    /// these change, the rest at start.
    /// </summary>
    public IReadOnlyList<OpsUserOptions> Users { get; init; } = [];

    /// <summary>
    /// What the cookies of <c>/ops</c> are encrypted with, at least 32 characters. Random unless set, so that a restart signs everybody
    /// out; several ops processes behind one address need the same. Read at start.
    /// </summary>
    [Secret]
    public string? SessionSecret { get; init; }

    /// <summary>How long after signing in one has to sign in again, however often one comes. 7 days unless set; 5 minutes to 30 days. Read
    /// at start.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromDays(7);

    public IEnumerable<string> FindProblems() =>
        [
            .. Users.SelectMany((user, index) => user.FindProblems($"Ops:Users:{index}")),
            .. Repeated(user => user.Name, "Name", "names are in the audit, so each is one person's alone"),
            .. Repeated(
                user => user.KeyHash,
                "KeyHash",
                "a key says who somebody is; make one for each with \"meta-bridge ops-user NAME\""
            ),
            .. SessionSecret is { Length: < MinSecretLength }
                ?
                [
                    $"{Settings.Describe("Ops:SessionSecret")} must have at least {MinSecretLength} characters: "
                        + "set it to a long random text, or leave it out.",
                ]
                : Array.Empty<string>(),
        ];

    public override string ToString() => $"{Users.Count} users of ops";

    private IEnumerable<string> Repeated(Func<OpsUserOptions, string?> value, string name, string why) =>
        from user in Users.Index()
        where !string.IsNullOrEmpty(value(user.Item))
        group user.Index by value(user.Item)!.ToLowerInvariant() into same
        where same.Count() > 1
        select $"{Settings.Describe($"Ops:Users:{same.Last()}:{name}")} is the same as that of Ops:Users:{same.First()}: {why}.";
}

/// <summary>One entry of <c>Ops:Users</c>.</summary>
internal sealed class OpsUserOptions
{
    private const int MaxNameLength = 64;

    /// <summary>Who it is, as the audit names them. 1 to 64 characters.</summary>
    public string? Name { get; init; }

    /// <summary><c>viewer</c>, who sees everything masked, or <c>operator</c>, who also acts. Viewer unless set.</summary>
    public string Role { get; init; } = nameof(OpsRole.Viewer);

    /// <summary>
    /// The SHA-256 of the key, in 64 hexadecimal digits. Enough without salt or stretching only because keys are 256 random bits that
    /// Bridge makes (<c>meta-bridge ops-user</c>); never the hash of a text somebody chose.
    /// </summary>
    public string? KeyHash { get; init; }

    public IEnumerable<string> FindProblems(string key)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > MaxNameLength || Name.Any(char.IsControl))
        {
            yield return $"{Settings.Describe($"{key}:Name")} must be 1 to {MaxNameLength} characters: "
                + "it is how the audit names this user.";
        }

        if (OpsUser.RoleOf(Role) is null)
        {
            yield return $"{Settings.Describe($"{key}:Role")} must be viewer or operator, but is \"{Role}\".";
        }

        if (KeyHash is not { Length: 64 } || !KeyHash.All(char.IsAsciiHexDigit))
        {
            yield return $"{Settings.Describe($"{key}:KeyHash")} must be the 64 hexadecimal digits that \"meta-bridge ops-user NAME\" "
                + "prints beside the key; if it is the key itself, make a new one.";
        }
    }
}
