using System.CommandLine;
using Bridge.Simulation.Samples;

namespace Bridge.Commands;

/// <summary><c>bridge samples</c>: writes the files of <c>samples/</c> that are made of <c>samples/webhooks</c>. For those who work on Bridge; not in the help.</summary>
internal static class SamplesCommand
{
    private static readonly Option<DirectoryInfo> OutOption = new("--out") { Description = "The folder that holds webhooks/.", HelpName = "folder", Required = true };

    public static Command Create()
    {
        var command = new Command("samples", "Writes the Postman collection, its environment and bridge.http anew from the samples.") { OutOption };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => WriteAsync(parsed.GetRequiredValue(OutOption).FullName, parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> WriteAsync(string folder, TextWriter output, CancellationToken cancellationToken)
    {
        foreach (var (path, text) in GeneratedFiles.All())
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, cancellationToken);
            await output.WriteLineAsync(file);
        }

        return 0;
    }
}
