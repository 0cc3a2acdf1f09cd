namespace Bridge.Configuration;

/// <summary>Which parts of Bridge a process runs.</summary>
[Flags]
internal enum Role
{
    None = 0,
    Receive = 1,
    Forward = 2,
    Ops = 4,
    All = Receive | Forward | Ops,
}

internal static class Roles
{
    /// <summary>The role in key <c>Role</c> (<c>--role</c>); all of them unless set.</summary>
    /// <exception cref="StartupException">It is none of them, or a broker is asked for, which this version does not have.</exception>
    public static Role GetRole(this IConfiguration configuration)
    {
        var text = configuration["Role"] ?? nameof(Role.All);
        if (!Enum.TryParse<Role>(text, ignoreCase: true, out var role) || !Enum.IsDefined(role) || role is Role.None)
        {
            throw Refusal($"Role (--role) must be all, receive, forward or ops, but is \"{text}\".");
        }

        if (!string.IsNullOrWhiteSpace(configuration["Broker:Url"]))
        {
            throw Refusal("Broker:Url (environment BROKER_URL) is set, but this version has no broker: remove it, and the events travel through the spool.");
        }

        return role is Role.All ? role : throw Refusal(
            $"--role {text.ToLowerInvariant()} needs a broker between the processes (Broker:Url, environment BROKER_URL), which is not available in this version: run without --role.");
    }

    private static StartupException Refusal(string problem) => new([problem], exitCode: 2);
}
