using System.CommandLine;
using Bridge.Ops.Access;
using Bridge.Receiving.Capture;

namespace Bridge.Commands;

/// <summary>
/// <c>meta-bridge capture-key NAME</c>: makes a key for a system that posts its own events, and the settings that let it. It changes
/// nothing itself.
/// </summary>
internal static class CaptureKeyCommand
{
    private static readonly Argument<string> NameArgument = new("name")
    {
        Description = "The system it is for, such as crm: part of the ids of its events, so that a new key under the same name goes on.",
    };

    private static readonly Option<string[]> SourceOption = new("--source")
    {
        Description = "A business number (phone_number_id) it may post for; may be given several times. All unless given.",
        HelpName = "phone_number_id",
    };

    public static Command Create()
    {
        var command = new Command("capture-key", "Makes a key for POST /v1/capture, and prints the settings that let its owner post.")
        {
            NameArgument,
            SourceOption,
        };
        command.SetAction(parsed =>
            Print(parsed.GetRequiredValue(NameArgument), parsed.GetValue(SourceOption) ?? [], parsed.InvocationConfiguration)
        );
        return command;
    }

    private static int Print(string name, string[] sources, InvocationConfiguration invocation)
    {
        var key = OpsKey.Create();
        if (CaptureOptions.FindProblems(name, new CaptureKeyOptions { KeyHash = key.Hash }).FirstOrDefault() is { } problem)
        {
            invocation.Error.WriteLine(problem);
            return 2;
        }

        Print(key, name, sources, invocation.Output);
        return 0;
    }

    private static void Print(OpsKey key, string name, string[] sources, TextWriter output)
    {
        var asJson = sources.Length == 0 ? "" : $", \"Sources\": [\"{string.Join("\", \"", sources)}\"]";
        string[] variables =
        [
            ShellLine.Of($"Capture__Keys__{name}__KeyHash", key.Hash),
            .. sources.Length == 0 ? [] : new[] { ShellLine.Of($"Capture__Keys__{name}__Sources", string.Join(',', sources)) },
        ];
        output.WriteLine(
            $$"""
            The key of {{name}}, to post with. It is shown this once; Bridge is given only its hash.

              {{key.Text}}

            In appsettings.json, as one more entry of Keys:

              "Capture": { "Keys": { "{{name}}": { "KeyHash": "{{key.Hash}}"{{asJson}} } } }

            Or in the environment of Bridge{{ShellLine.Hint(name)}}:

              {{string.Join("\n  ", variables)}}

            Restart Bridge, which reads them when it starts. Then post events with the header X-Write-Key: {{key.Text}}
            """
        );
    }
}
