using System.CommandLine;
using Bridge.Configuration;
using Bridge.Storage;
using Microsoft.AspNetCore.Connections;

namespace Bridge.Commands;

/// <summary><c>bridge run</c>: serves until it is told to stop.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> RoleOption = CreateRoleOption();

    private static readonly Option<string?> UrlsOption = new("--urls")
    {
        Description = "The addresses to listen on, separated by semicolons. Otherwise Urls or ASPNETCORE_URLS; http://localhost:8080 without either.",
        HelpName = "addresses",
    };

    public static Command Create()
    {
        var command = new Command("run", "Receives webhooks and delivers events until it is stopped. This is what bridge does without a command.");
        MakeDefault(command);
        return command;
    }

    /// <summary>Gives a command the options and the action of <c>run</c>.</summary>
    public static void MakeDefault(Command command)
    {
        command.Add(RoleOption);
        command.Add(UrlsOption);
        command.SetAction((parsed, cancellationToken) => RunAsync(SettingsFrom(parsed), parsed.InvocationConfiguration.Error, cancellationToken));
    }

    private static Option<string?> CreateRoleOption()
    {
        var option = new Option<string?>("--role") { Description = "Which parts this process runs; all of them unless given.", HelpName = "all|receive|forward|ops" };
        option.AcceptOnlyFromAmong("all", "receive", "forward", "ops");
        return option;
    }

    private static Dictionary<string, string?> SettingsFrom(ParseResult parsed)
    {
        var settings = new Dictionary<string, string?>();
        if (parsed.GetValue(RoleOption) is { } role)
        {
            settings["Role"] = role;
        }

        if (parsed.GetValue(UrlsOption) is { } urls)
        {
            settings["Urls"] = urls;
        }

        return settings;
    }

    private static async Task<int> RunAsync(Dictionary<string, string?> settings, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = Program.Build(Program.CreateBuilder(settings));
            var parts = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();   // the services are gone once it has stopped
            await app.RunAsync(cancellationToken);
            return parts.Exists(part => part.ExecuteTask is { IsFaulted: true }) ? 1 : 0;   // a part that fails stops the host as if it had been asked to
        }
        catch (StartupException exception)
        {
            Print(error, exception.Problems);
            return exception.ExitCode;
        }
        catch (StorageException exception)
        {
            Print(error, [exception.Message]);
            return 1;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            Print(error, [exception.Message.TrimEnd('.') + ": stop what listens there, or choose another address with --urls (environment ASPNETCORE_URLS)."]);
            return 1;
        }
        catch (InvalidDataException exception)
        {
            Print(error, [$"{exception.Message} {exception.InnerException?.Message}"]);
            return 2;
        }
    }

    private static void Print(TextWriter error, IReadOnlyList<string> problems)
    {
        error.WriteLine("Bridge does not start:");
        foreach (var problem in problems)
        {
            error.WriteLine("  " + problem);
        }
    }
}
