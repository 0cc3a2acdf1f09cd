using System.CommandLine;
using Bridge.Configuration;

namespace Bridge.Commands.Config;

/// <summary><c>meta-bridge config</c>: what is set, by whom, and what there is to set.</summary>
internal static class ConfigCommand
{
    private static readonly Option<bool> Reference = new("--reference")
    {
        Description = "Every key there is instead, with its default, its range and what it is for, as a table in Markdown.",
    };

    private static readonly Option<bool> Json = JsonOutput.CreateOption();

    public static Command Create()
    {
        var command = new Command(
            "config",
            "Prints the settings in effect and where each comes from; secrets as the beginning of their hash."
        )
        {
            Reference,
            Json,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        try
        {
            if (parsed.GetValue(Reference))
            {
                ShowReference(output, parsed.GetValue(Json));
            }
            else
            {
                ShowEffective(output, parsed.GetValue(Json));
            }

            return 0;
        }
        catch (StartupException problem)
        {
            problem.Problems.ToList().ForEach(parsed.InvocationConfiguration.Error.WriteLine);
            return problem.ExitCode;
        }
    }

    private static void ShowReference(TextWriter output, bool isJson)
    {
        if (isJson)
        {
            output.WriteJson(SettingReference.Rows());
        }
        else
        {
            output.Write(SettingReference.Table());
        }
    }

    private static void ShowEffective(TextWriter output, bool isJson)
    {
        var builder = Program.CreateBuilder([]);
        using var watching = (IDisposable)builder.Configuration;
        var settings = EffectiveSettings.Read(builder.Configuration, EverySetting.Catalogue).WithRealSpool(builder.Configuration);
        if (isJson)
        {
            output.WriteJson(settings);
            return;
        }

        foreach (var setting in settings)
        {
            output.WriteLine($"{setting.Key} = {setting.Value}  ({setting.Origin})");
        }
    }
}
