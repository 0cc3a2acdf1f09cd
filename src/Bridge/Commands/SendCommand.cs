using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Bridge.Configuration;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Simulation;
using Bridge.Simulation.Load;
using Bridge.Simulation.Samples;

namespace Bridge.Commands;

/// <summary><c>meta-bridge send SAMPLE</c>: one sample webhook, signed and fresh, and what became of it.</summary>
internal static class SendCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int MostSuggested = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private static readonly Argument<string> Sample = CreateSample();

    private static readonly Option<Uri> Target = new("--target")
    {
        Description = "Bridge's address; /webhook/meta is appended when it has no path. http://localhost:8080 unless given.",
        HelpName = "url",
        CustomParser = SimulateOptions.Address,
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
    };

    private static readonly Option<string?> AppSecret = new("--app-secret")
    {
        Description = "The app secret to sign with. META_APP_SECRET unless given; without either the demo's.",
        HelpName = "secret",
    };

    private static readonly Option<Uri?> Verify = new("--verify")
    {
        Description = "The sample collector that Bridge delivers to (meta-bridge collector, meta-bridge demo): it is asked for the events.",
        HelpName = "url",
        CustomParser = SimulateOptions.Address,
    };

    public static Command Create()
    {
        var command = new Command("send", "Sends one of the sample webhooks, signed and with fresh ids, and tells what becomes of it.")
        {
            Sample,
            Target,
            AppSecret,
            Verify,
        };
        command.SetAction(SendAsync);
        return command;
    }

    private static Argument<string> CreateSample()
    {
        var argument = new Argument<string>("SAMPLE")
        {
            HelpName = "SAMPLE",
            Description = "A name such as text, voice-note or status-failed: a file of samples/webhooks.",
        };
        argument.CompletionSources.Add([.. SampleWebhooks.Names]);
        argument.Validators.Add(Check);
        return argument;
    }

    private static void Check(ArgumentResult result)
    {
        if (result.Tokens is [var token] && !SampleWebhooks.Names.Contains(NameOf(token.Value)))
        {
            var near = Near(NameOf(token.Value));
            var meant = near.Count > 0 ? $"; did you mean {string.Join(", ", near)}?" : ".";
            result.AddError($"There is no sample \"{token.Value}\"{meant} They are the files of samples/webhooks.");
        }
    }

    /// <summary>Also of whoever names the file.</summary>
    private static string NameOf(string typed) =>
        typed.EndsWith(".json", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(typed) : typed;

    /// <summary>Those that have what was typed in them; where none has, the one that is most like it, if it is like it at all.</summary>
    private static List<string> Near(string typed) =>
        SampleWebhooks.Names.Where(name => name.Contains(typed, StringComparison.OrdinalIgnoreCase)).Take(MostSuggested).ToList()
            is { Count: > 0 } holding
            ? holding
            :
            [
                .. SampleWebhooks
                    .Names.OrderBy(name => Likeness.Edits(name, typed))
                    .Take(1)
                    .Where(name => Likeness.Edits(name, typed) <= Likeness.Allowed(typed)),
            ];

    private static async Task<int> SendAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var body = Encoding.UTF8.GetBytes(
            new SampleWebhooks(Random.Shared, TimeProvider.System).Make(NameOf(parsed.GetRequiredValue(Sample)))
        );
        using var client = new WebhookClient(
            parsed.GetRequiredValue(Target),
            parsed.GetValue(AppSecret) ?? SimulateOptions.UsualSecret,
            connections: 1,
            Patience
        );
        var status = await client.PostAsync(body, isForged: false, cancellationToken);
        await output.WriteLineAsync(
            status switch
            {
                WebhookClient.NoAnswer => $"{client.Url} does not answer: is Bridge there?",
                StatusCodes.Status401Unauthorized =>
                    $"{client.Url} answers 401: it refuses the signature. Give its app secret with --app-secret or in META_APP_SECRET.",
                _ => $"{client.Url} answers {status}",
            }
        );
        if (status != StatusCodes.Status200OK)
        {
            return 1;
        }

        var events = WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default).Events;
        foreach (var id in Messages(body))
        {
            await output.WriteLineAsync($"message {id}: meta-bridge trace {id} tells its way");
        }

        events.ForEach(one => output.WriteLine($"{one.Id}  {one.Name}, {PrettyTranslation.Fate(one.Name, one.Context.Channel)}"));
        return parsed.GetValue(Verify) is not { } collector || await HasAllAsync(collector, events, output, cancellationToken) ? 0 : 1;
    }

    /// <summary>The ids under which Meta names what it tells of, as <c>trace</c> takes them.</summary>
    internal static IReadOnlyList<string> Messages(ReadOnlySpan<byte> body)
    {
        var ids = new List<string>();
        var reader = new Utf8JsonReader(body);
        for (var isId = false; reader.Read(); isId = reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals("id"u8))
        {
            if (isId && reader.TokenType is JsonTokenType.String && reader.GetString() is ['w', 'a', 'm', 'i', 'd', '.', ..] id)
            {
                ids.Add(id);
            }
        }

        return [.. ids.Distinct(StringComparer.Ordinal)];
    }

    private static async Task<bool> HasAllAsync(
        Uri collector,
        IReadOnlyList<TrackEvent> events,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var records = new CollectorRecords(collector);
        Guid[] wanted = [.. events.Where(one => EventCatalogue.Core.Contains(one.Name)).Select(one => one.Id)];
        var deadline = TimeProvider.System.GetUtcNow() + Patience;
        try
        {
            while (true)
            {
                var found = await records.LookUpAsync(wanted, cancellationToken);
                if (found.Count == wanted.Length || TimeProvider.System.GetUtcNow() > deadline)
                {
                    await output.WriteLineAsync($"{collector} has {found.Count} of the {wanted.Length} that are forwarded");
                    return found.Count == wanted.Length;
                }

                await Task.Delay(LookAgain, cancellationToken);
            }
        }
        catch (HttpRequestException problem)
        {
            await output.WriteLineAsync($"{collector} cannot be asked: {problem.Message}");
            return false;
        }
    }
}
