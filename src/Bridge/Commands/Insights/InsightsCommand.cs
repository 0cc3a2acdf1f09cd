using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Commands.DeadLetters;
using Bridge.Configuration;
using Bridge.DeadLetters;
using Bridge.Insights;
using Bridge.Ops.Api;
using Bridge.Storage;

namespace Bridge.Commands.Insights;

/// <summary><c>meta-bridge insights</c>: what happened, in figures; of the store configured here, or of a Bridge elsewhere.</summary>
internal static class InsightsCommand
{
    private const int WrongUsage = 2;

    /// <summary>Of what figures are asked for.</summary>
    public static readonly Option<string?>[] Filters =
    [
        .. InsightsParameters.All.Select(parameter => new Option<string?>("--" + parameter.Name)
        {
            Description = parameter.Description,
            HelpName = parameter.Name,
            Validators = { GivenOnce },
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

    /// <summary>Of two values one would be passed over in silence.</summary>
    private static void GivenOnce(OptionResult result)
    {
        if (result.IdentifierTokenCount > 1)
        {
            result.AddError($"{result.Option.Name} is given {result.IdentifierTokenCount} times; give it once.");
        }
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        AnswerAsync(
            parsed,
            async token =>
            {
                if (parsed.GetValue(Explain))
                {
                    Show(parsed, DefinitionsDocument.All, InsightsText.Explain);
                    return;
                }

                Show(parsed, await ReadAsync(parsed, token), InsightsText.Write);
            },
            cancellationToken
        );

    /// <returns>The exit code; of what goes wrong a sentence is on the standard error.</returns>
    public static async Task<int> AnswerAsync(ParseResult parsed, Func<CancellationToken, Task> answer, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        using var interruption = new Interruption(cancellationToken);
        try
        {
            await answer(interruption.Token);
            return 0;
        }
        catch (Exception problem) when (problem is UsageException or AdminException { Problem: AdminProblem.Invalid })
        {
            await error.WriteLineAsync(problem.Message);
            return WrongUsage;
        }
        catch (StartupException problem)
        {
            problem.Problems.ToList().ForEach(error.WriteLine);
            return problem.ExitCode;
        }
        catch (Exception problem) when (problem is AdminException or StorageException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            return 1;
        }
    }

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
