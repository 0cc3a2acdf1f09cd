using System.CommandLine;
using Bridge.Configuration;
using Bridge.Delivery;
using Bridge.Receiving.Webhooks;
using Bridge.Telemetry;

namespace Bridge.Commands;

/// <summary>
/// <c>meta-bridge check</c>: whether this configuration would work, one line for each part, with the fix where it would not.
/// </summary>
internal static class CheckCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly Option<string?> PublicUrl = new("--public-url")
    {
        Description = "The https address under which Meta reaches Bridge; the handshake is then tried through it.",
        HelpName = "address",
    };

    private static readonly Option<string?> RoleOption = RunCommand.CreateRoleOption();

    private static readonly Option<bool> Json = JsonOutput.CreateOption();

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Checks the configuration, the store, the disk, the clock, the broker, the collector and the webhook's address, "
                + "and says how to mend what is wrong."
        )
        {
            RoleOption,
            PublicUrl,
            Json,
        };
        command.SetAction(CheckAsync);
        return command;
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var report = new CheckReport(parsed.InvocationConfiguration.Output, parsed.GetValue(Json));
        try
        {
            // Built but not mapped: nothing is opened that another Bridge may have open.
            await using var app = Program
                .CreateBuilder([new("Telemetry:LogFormat", nameof(LogFormat.None)), .. RunCommand.SettingsOf(parsed.GetValue(RoleOption))])
                .Build()
                .RequireSoundSettings();
            report.Add("configuration", new SelfCheckResult("complete and valid"));
            foreach (var check in ChecksFor(app, parsed.GetValue(PublicUrl)).OrderBy(check => check.HoldsFiles))
            {
                report.Add(check.Part, await RunAsync(check, cancellationToken));
            }

            return report.End();
        }
        catch (StartupException exception)
        {
            foreach (var problem in exception.Problems)
            {
                report.AddProblem("configuration", problem);
            }

            report.End();
            return exception.ExitCode;
        }
    }

    private static IEnumerable<SelfCheck> ChecksFor(WebApplication app, string? publicUrl) =>
        [
            .. app.Services.GetServices<SelfCheck>(),
            .. SecretFilesProbe.ChecksFor(app),
            .. MachineProbe.ChecksFor(app.Services, app.Configuration),
            .. MetaProbe.ChecksFor(app.Services, publicUrl),
            .. app.Services.GetService<Destinations>() is { } destinations
                ? CollectorProbe
                    .ChecksFor(destinations, app.Services.GetRequiredService<ICollectorApi>())
                    .Concat(ConversionsProbe.ChecksFor(destinations, app.Services.GetRequiredService<IConversionsApi>()))
                : [],
            .. app.Services.GetService<MetaSecrets>() is { } secrets
                ? WebhookProbe.ChecksFor(secrets.VerifyTokens, app.Configuration["urls"], publicUrl)
                : [],
        ];

    internal static async Task<SelfCheckResult> RunAsync(SelfCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.RunAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new SelfCheckResult(
                $"no answer within {Patience.TotalSeconds} s",
                "See whether something stands in between, such as a firewall or a lock."
            );
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // The outermost seam of a check: the others are still worth making. Its message may quote a secret.
            return new SelfCheckResult(
                $"the check itself failed ({failure.GetType().Name})",
                "See whether what is set for it has a character too much, such as a line break; else report it as a fault of Bridge."
            );
        }
    }
}
