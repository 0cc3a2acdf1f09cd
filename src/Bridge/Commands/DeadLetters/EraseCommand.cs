using System.CommandLine;
using Bridge.DeadLetters;

namespace Bridge.Commands.DeadLetters;

/// <summary><c>meta-bridge dead-letters erase</c>.</summary>
internal static class EraseCommand
{
    private static readonly Option<string> User = new("--user")
    {
        Description = "A phone number with or without +, a business-scoped user id, or the pseudonym under which the person left.",
        HelpName = "user",
        Required = true,
    };

    public static Command Create() =>
        DeadLettersCommand.Create(
            "erase",
            "Removes a person wherever Bridge stores them: dead letters, waiting and deferred events, who is known by which "
                + "id. It cannot be undone.",
            "erase --user +254700000001 --why \"asked on 31 January\" --yes",
            [User, AdminOptions.Why, AdminOptions.Yes],
            RunAsync
        );

    private static async Task<int> RunAsync(AdminSession session, CancellationToken cancellationToken)
    {
        if (
            !await session.MayGoOnAsync(
                "Erase everything that Bridge stores of this person? It cannot be undone.",
                "Nothing was erased.",
                cancellationToken
            )
        )
        {
            return 0;
        }

        var erasure = await session.Admin.EraseAsync(session.Parsed.GetRequiredValue(User), session.Why, session.Actor, cancellationToken);
        session.Show(erasure, () => Print(session, erasure));

        return 0;
    }

    private static void Print(AdminSession session, Erasure erasure)
    {
        session.Print(
            $"Erased: {erasure.DeadLetters} dead letters, {erasure.Waiting} waiting events, "
                + $"{erasure.Deferred} deferred events, {erasure.Identities} ids."
        );
        session.Print(
            $"What is still on its way ({OnItsWay(erasure.Spooled)}the broker, receivers' spools, what Meta repeats) is erased as "
                + $"it arrives, until {erasure.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC. What left before is for the collector to erase, "
                + "and for whoever else reads the events."
        );
    }

    private static string OnItsWay(long spooled) => spooled == 0 ? "" : $"{spooled} groups of webhooks in the spool, ";
}
