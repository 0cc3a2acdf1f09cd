using System.CommandLine;
using Bridge.Configuration;
using Bridge.Storage;
using Bridge.Storage.Sqlite;

namespace Bridge.Commands;

/// <summary><c>meta-bridge run</c>: serves until it is told to stop.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> RoleOption = CreateRoleOption();

    private const string UrlsSetting = "--urls (environment ASPNETCORE_URLS)";

    private static readonly Option<string?> UrlsOption = new("--urls")
    {
        Description =
            "The addresses to listen on, separated by semicolons. Otherwise Urls or ASPNETCORE_URLS; http://localhost:8080 without either.",
        HelpName = "addresses",
    };

    public static Command Create()
    {
        var command = new Command(
            "run",
            "Receives webhooks and delivers events until it is stopped. This is what meta-bridge does without a command."
        );
        MakeDefault(command);
        return command;
    }

    /// <summary>Gives a command the options and the action of <c>run</c>.</summary>
    public static void MakeDefault(Command command)
    {
        command.Add(RoleOption);
        command.Add(UrlsOption);
        command.SetAction(
            (parsed, cancellationToken) => RunAsync(SettingsFrom(parsed), parsed.InvocationConfiguration.Error, cancellationToken)
        );
    }

    public static Option<string?> CreateRoleOption()
    {
        var option = new Option<string?>("--role")
        {
            Description = "Which parts this process runs; all of them unless given.",
            HelpName = "all|receive|forward|ops",
        };
        option.AcceptOnlyFromAmong("all", "receive", "forward", "ops");
        return option;
    }

    public static Dictionary<string, string?> SettingsOf(string? role) => role is null ? [] : new() { ["Role"] = role };

    private static Dictionary<string, string?> SettingsFrom(ParseResult parsed)
    {
        var settings = SettingsOf(parsed.GetValue(RoleOption));
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
            return await ServeAsync(Program.Build(Program.CreateBuilder(settings)), cancellationToken);
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
    }

    /// <summary>Serves until a signal or the token stops it, and then until everything in flight has ended.</summary>
    /// <returns>The process's exit code.</returns>
    /// <exception cref="StartupException">It cannot listen where it should.</exception>
    public static async Task<int> ServeAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await using (app)
        {
            try
            {
                StartupLog.Write(app);
                await app.StartAsync(cancellationToken);
                await app.WaitForShutdownAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Told to stop before it had started, which is a way of stopping too.
            }
            catch (Exception failure)
            {
                app.Lifetime.StopApplication(); // so that what runs already ends as at any stop, and is not taken for failed
                if (
                    (
                        CertificateFailure.Explain(failure, app.Configuration)
                        ?? ListenFailure.Explain(failure, Addresses(app.Configuration), UrlsSetting)
                    )
                    is not { } problem
                )
                {
                    throw;
                }

                await app.StopAsync(CancellationToken.None); // all else has started by then, and would complain of a store that closes
                throw new StartupException([problem], exitCode: 1);
            }

            return HasFailed(app.Services) || HasLostItsFile(app.Services) ? 1 : 0;
        }
    }

    /// <summary>Where it was to listen, as the settings say it.</summary>
    private static string Addresses(IConfiguration settings) =>
        settings["urls"] is { Length: > 0 } urls ? urls
        : settings["http_ports"] is { Length: > 0 } ports ? $"port {ports}"
        : "its addresses";

    /// <summary>A background part that fails stops the host, which then ends as if it had been asked to.</summary>
    private static bool HasFailed(IServiceProvider services) =>
        services.GetServices<IHostedService>().OfType<BackgroundService>().Any(part => part.ExecuteTask is { IsFaulted: true });

    private static bool HasLostItsFile(IServiceProvider services) =>
        services.GetService<SqliteDatabase>() is { Ownership.Lost.IsCompleted: true };

    private static void Print(TextWriter error, IReadOnlyList<string> problems)
    {
        error.WriteLine("Bridge does not start:");
        foreach (var problem in problems)
        {
            error.WriteLine("  " + problem);
        }
    }
}
