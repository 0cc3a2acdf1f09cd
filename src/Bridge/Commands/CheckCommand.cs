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

    public static Command Create()
    {
        var command = new Command(
            "check",
            "Checks the configuration, the store, the collector and the webhook's address, and says how to mend what is wrong."
        )
        {
            PublicUrl,
        };
        command.SetAction(
            (parsed, cancellationToken) => CheckAsync(parsed.GetValue(PublicUrl), parsed.InvocationConfiguration.Output, cancellationToken)
        );
        return command;
    }

    private static async Task<int> CheckAsync(string? publicUrl, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            // Built but not mapped: nothing is opened that another Bridge may have open.
            await using var app = Program
                .CreateBuilder([new("Telemetry:LogFormat", nameof(LogFormat.None))])
                .Build()
                .RequireSoundSettings();
            Print(output, "configuration", new SelfCheckResult("complete and valid"));
            return await RunAllAsync(ChecksFor(app, publicUrl), output, cancellationToken) ? 0 : 1;
        }
        catch (StartupException exception)
        {
            foreach (var problem in exception.Problems)
            {
                output.WriteLine($"problem  {"configuration", -15}{problem}");
            }

            return exception.ExitCode;
        }
    }

    private static IEnumerable<SelfCheck> ChecksFor(WebApplication app, string? publicUrl) =>
        [
            .. app.Services.GetServices<SelfCheck>(),
            .. app.Services.GetService<Destinations>() is { } destinations
                ? CollectorProbe.ChecksFor(destinations, app.Services.GetRequiredService<ICollectorApi>())
                : [],
            .. app.Services.GetService<MetaSecrets>() is { } secrets
                ? WebhookProbe.ChecksFor(secrets.VerifyTokens, app.Configuration["urls"], publicUrl)
                : [],
        ];

    private static async Task<bool> RunAllAsync(IEnumerable<SelfCheck> checks, TextWriter output, CancellationToken cancellationToken)
    {
        var allWell = true;
        foreach (var check in checks)
        {
            var result = await RunAsync(check, cancellationToken);
            Print(output, check.Part, result);
            allWell &= result.IsOk;
        }

        return allWell;
    }

    private static async Task<SelfCheckResult> RunAsync(SelfCheck check, CancellationToken cancellationToken)
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
    }

    private static string Word(SelfCheckResult result) =>
        result.IsWarning ? "warning"
        : result.IsOk ? "ok"
        : "problem";

    private static void Print(TextWriter output, string part, SelfCheckResult result)
    {
        output.WriteLine($"{Word(result), -9}{part, -15}{result.Finding}");
        if (result.Fix is { } fix)
        {
            output.WriteLine($"{"", -24}{fix}");
        }
    }
}
