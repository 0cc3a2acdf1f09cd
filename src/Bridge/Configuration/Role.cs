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
    /// <exception cref="StartupException">It is none of them, or it needs a broker and there is none.</exception>
    public static Role GetRole(this IConfiguration configuration)
    {
        var text = configuration["Role"] ?? nameof(Role.All);
        if (!Enum.TryParse<Role>(text, ignoreCase: true, out var role) || !Enum.IsDefined(role) || role is Role.None)
        {
            throw Refusal($"Role (--role) must be all, receive, forward or ops, but is \"{text}\".");
        }

        return role is Role.All or Role.Ops || configuration.HasBroker()
            ? role
            : throw Refusal(
                $"--role {text.ToLowerInvariant()} needs a broker between the processes: "
                    + $"set {Settings.Describe("Broker:Url")}, or run without --role."
            );
    }

    /// <summary>Whether the events travel over a broker; otherwise through the spool, within this process.</summary>
    public static bool HasBroker(this IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration["Broker:Url"]);

    /// <summary>Whether a process of this role works on the store. One that only receives does not.</summary>
    public static bool NeedsStore(this Role role) => (role & (Role.Forward | Role.Ops)) != Role.None;

    private static StartupException Refusal(string problem) => new([problem], exitCode: 2);
}
