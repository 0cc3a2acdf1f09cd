using System.CommandLine;
using System.Text.Json;
using Bridge.Ops.Access;

namespace Bridge.Commands;

/// <summary>
/// <c>meta-bridge ops-user NAME</c>: makes a key for somebody, and the settings that let them in. It changes nothing itself.
/// </summary>
internal static class OpsUserCommand
{
    private static readonly Argument<string> NameArgument = new("name") { Description = "Who it is for, as the audit will name them." };

    private static readonly Option<OpsRole> RoleOption = CreateRoleOption();

    public static Command Create()
    {
        var command = new Command("ops-user", "Makes a key for the page /ops and the API, and prints the settings that let its owner in.")
        {
            NameArgument,
            RoleOption,
        };
        command.SetAction(parsed =>
            Print(parsed.GetRequiredValue(NameArgument), parsed.GetValue(RoleOption), parsed.InvocationConfiguration)
        );
        return command;
    }

    private static Option<OpsRole> CreateRoleOption()
    {
        var option = new Option<OpsRole>("--role")
        {
            Description = "A viewer sees everything masked; an operator also acts. Viewer unless given.",
            HelpName = "viewer|operator",
        };
        option.AcceptOnlyFromAmong("viewer", "operator");
        return option;
    }

    private static int Print(string name, OpsRole role, InvocationConfiguration invocation)
    {
        var key = OpsKey.Create();
        var user = new OpsUserOptions
        {
            Name = name,
            Role = role.ToString().ToLowerInvariant(),
            KeyHash = key.Hash,
        };
        if (user.FindProblems("Ops:Users:0").FirstOrDefault() is { } problem)
        {
            invocation.Error.WriteLine(problem);
            return 2;
        }

        Print(key, user, invocation.Output);
        return 0;
    }

    private static void Print(OpsKey key, OpsUserOptions user, TextWriter output)
    {
        output.WriteLine(
            $$"""
            The key of {{user.Name}}, {{user.Role}}. It is shown this once; Bridge is given only its hash.

              {{key.Text}}

            In appsettings.json, as one more entry of the list:

              "Ops": { "Users": [ { "Name": {{Quote(user.Name!)}}, "Role": "{{user.Role}}", "KeyHash": "{{user.KeyHash}}" } ] }

            Or in the environment of Bridge, with the first number that is free instead of 0:

              {{ShellLine.Of("Ops__Users__0__Name", user.Name!)}}
              {{ShellLine.Of("Ops__Users__0__Role", user.Role!)}}
              {{ShellLine.Of("Ops__Users__0__KeyHash", user.KeyHash!)}}

            Restart Bridge, which reads them when it starts. Then log in at /ops with the key.
            """
        );
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
