using System.CommandLine;
using Bridge.Configuration;
using Bridge.Receiving;
using Bridge.Receiving.Webhooks;
using Microsoft.Extensions.Options;

namespace Bridge.Commands;

/// <summary><c>meta-bridge meta subscribe</c>: has Meta send here what Bridge understands.</summary>
internal static class MetaCommand
{
    private static readonly Option<Uri> PublicUrl = new("--public-url")
    {
        Description = "The https address under which Meta reaches Bridge; Meta tries a handshake with it at once.",
        HelpName = "address",
        CustomParser = SimulateOptions.Address,
        Required = true,
    };

    public static Command Create()
    {
        var subscribe = new Command(
            "subscribe",
            "Subscribes the app to every field that Bridge understands, with this address, "
                + "and the accounts that the token reaches to the app."
        )
        {
            PublicUrl,
        };
        subscribe.SetAction(SubscribeAsync);
        return new Command("meta", "Asks and tells Meta which webhooks come here; needs META_ACCESS_TOKEN.") { subscribe };
    }

    private static async Task<int> SubscribeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            await using var app = Program.CreateBuilder([new("Telemetry:LogFormat", "None")]).Build().RequireSoundSettings();
            if (app.Services.GetService<IOptions<GraphOptions>>()?.Value is not { AccessToken.Length: > 0 } options)
            {
                await error.WriteLineAsync(
                    $"{Settings.Describe("Meta:AccessToken")} is missing: set it to the token of a system user of this app, "
                        + "where Bridge receives."
                );
                return 2;
            }

            await SubscribeAsync(
                options,
                app.Services.GetRequiredService<MetaSecrets>(),
                new Uri(parsed.GetRequiredValue(PublicUrl), ReceivingSetup.Path),
                output,
                cancellationToken
            );
            return 0;
        }
        catch (StartupException problem)
        {
            problem.Problems.ToList().ForEach(error.WriteLine);
            return problem.ExitCode;
        }
        catch (GraphException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    private static async Task SubscribeAsync(
        GraphOptions options,
        MetaSecrets secrets,
        Uri callback,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var graph = new GraphApi(options, secrets.FirstAppSecret);
        var app = await graph.FindAppAsync(cancellationToken);
        await graph.SubscribeAsync(app, callback, secrets.VerifyTokens[0], WebhookFields.All, cancellationToken);
        await output.WriteLineAsync($"App {app.Name} ({app.Id}) sends {WebhookFields.All.Count} fields to {callback}.");
        foreach (var account in await graph.FindAccountsAsync(app, cancellationToken))
        {
            await graph.SubscribeAsync(account, cancellationToken);
            await output.WriteLineAsync($"Account {account.Id} sends its webhooks to this app.");
        }
    }
}
