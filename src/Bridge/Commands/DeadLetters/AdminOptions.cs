using System.CommandLine;

namespace Bridge.Commands.DeadLetters;

/// <summary>The options that every command on dead letters has, and those that several share.</summary>
internal static class AdminOptions
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description =
            "The address of a running Bridge; its API is used. Environment BRIDGE_SERVER. "
            + "Without either the store configured here is opened.",
        HelpName = "address",
    };

    public static readonly Option<string?> Key = new("--key")
    {
        Description =
            "The key of a user of that Bridge. Better in the environment, BRIDGE_KEY: other people of this machine see what is typed here.",
        HelpName = "key",
    };

    public static readonly Option<bool> Json = JsonOutput.CreateOption();

    public static readonly Option<bool> Reveal = new("--reveal") { Description = "Show people unmasked. It is noted in the audit." };

    public static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do it without asking." };

    public static readonly Option<string?> Why = new("--why") { Description = "The reason, for the audit.", HelpName = "text" };

    public static IEnumerable<Option> All => [Json, Server, Key];
}
