using System.CommandLine;
using Bridge.Commands.DeadLetters;
using Bridge.Configuration;
using Bridge.Insights;
using Bridge.Ops.Api;
using Bridge.Storage;

namespace Bridge.Commands.Insights;

/// <summary><c>meta-bridge insights</c>: what happened, in figures; of the store configured here, or of a Bridge elsewhere.</summary>
internal static class InsightsCommand
{
    /// <summary>Of what figures are asked for.</summary>
    public static readonly Option<string?>[] Filters =
    [
        .. InsightsParameters.All.Select(parameter => new Option<string?>("--" + parameter.Name)
        {
            Description = parameter.Description,
            HelpName = parameter.Name,
        }),
    ];

    private static readonly Option<bool> Explain = new("--explain") { Description = "Say what every figure means, and count nothing." };

    public static Command Create()
    {
        var command = new Command(
            "insights",
            "Shows what happened: messages, answers, conversations, agents, campaigns; with n and the change against the time before."
        );
        Filters.Concat<Option>([Explain, .. AdminOptions.All]).ToList().ForEach(command.Add);
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        CommandOutcome.OfAsync(
            parsed,
            async token =>
            {
                if (parsed.GetValue(Explain))
                {
                    Show(parsed, DefinitionsDocument.All, InsightsText.Explain);
                }
                else
                {
                    Show(parsed, await ReadAsync(parsed, token), InsightsText.Write);
                }

                return 0;
            },
            cancellationToken
        );

    public static void Show<T>(ParseResult parsed, T document, Action<T, TextWriter> asText)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(AdminOptions.Json))
        {
            output.WriteJson(document);
        }
        else
        {
            asText(document, output);
        }
    }

    public static async Task<InsightsDocument> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = InsightsParameters.Read(name => parsed.GetValue(Filters.Single(option => option.Name == "--" + name)));
        using var client = OpenAdmin.TryConnect(parsed);
        return client is null
            ? await ReadHereAsync(filter, cancellationToken)
            : await client.GetAsync<InsightsDocument>(
                "api" + InsightsEndpoints.Path + QueryString.Create(InsightsParameters.Write(filter)),
                cancellationToken
            );
    }

    /// <summary>Also beside a Bridge that runs on the store.</summary>
    private static async Task<InsightsDocument> ReadHereAsync(InsightsFilter filter, CancellationToken cancellationToken)
    {
        var builder = ConfigurationSetup.CreateBuilder([new("Telemetry:LogFormat", "None")]);
        builder.Logging.ClearProviders();
        builder.AddAdministration().AddInsightsQuery();
        await using var app = builder.Build().RequireSoundSettings();
        return InsightsDocument.Of(await app.Services.GetRequiredService<InsightsQuery>().GetAsync(filter, cancellationToken));
    }
}
