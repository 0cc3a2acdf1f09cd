using System.CommandLine;
using System.Text;
using Bridge.Simulation.Collecting;

namespace Bridge.Commands;

/// <summary><c>meta-bridge collector</c>: a strict sample collector, so that a rehearsal needs no real one.</summary>
internal static class CollectorCommand
{
    private static readonly Option<string> UrlsOption = new("--urls")
    {
        Description = "The addresses to listen on, separated by semicolons. http://127.0.0.1:8090 unless given.",
        HelpName = "addresses",
        DefaultValueFactory = _ => "http://127.0.0.1:8090",
    };

    private static readonly Option<string?> WriteKeyOption = new("--write-key")
    {
        Description = "The only write key it accepts; every key unless given.",
        HelpName = "key",
    };

    private static readonly Option<Outage[]> FailOption = new("--fail")
    {
        Description =
            "Answers every batch with this status for that long, from the first batch on or so long after it: "
            + "503:30s, 429:10s@1m. May be repeated.",
        HelpName = "status:duration[@after]",
        CustomParser = result => Parse(result, ParseOutage, "a status and a duration, such as 503:30s or 503:30s@1m"),
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<EventFilter[]> RefuseOption = new("--refuse")
    {
        Description = "Answers 400 to a batch that holds such an event: event=message.read, properties.errorCode=131047. May be repeated.",
        HelpName = "member=value",
        CustomParser = result => Parse(result, EventFilter.Parse, "a member and its value, such as event=message.read"),
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<TimeSpan?> LatencyOption = new("--latency")
    {
        Description = "How long it takes to answer a batch, such as 200ms. At once unless given.",
        HelpName = "duration",
        CustomParser = Quantity.Parser(Quantity.Duration, "a duration such as 200ms or 2s"),
    };

    private static readonly Option<bool> QuietOption = new("--quiet") { Description = "Do not print the events." };

    public static Command Create()
    {
        var command = new Command(
            "collector",
            "Starts a collector that takes track events as strictly as the contract says, prints them, and fails when told to."
        )
        {
            UrlsOption,
            WriteKeyOption,
            FailOption,
            RefuseOption,
            LatencyOption,
            QuietOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Outage? ParseOutage(string text)
    {
        var (failure, after) = text.Split('@') switch
        {
            [var only] => (only, TimeSpan.Zero),
            [var first, var second] => (first, Quantity.Duration(second)),
            _ => ("", null),
        };
        return
            failure.Split(':') is [var status, var lasts]
            && int.TryParse(status, out var number)
            && number is >= 300 and <= 599
            && Quantity.Duration(lasts) is { } duration
            && after is { } begin
            ? new Outage(number, duration, begin)
            : null;
    }

    private static T[] Parse<T>(System.CommandLine.Parsing.ArgumentResult result, Func<string, T?> read, string expected)
        where T : class
    {
        var found = result.Tokens.Select(token => read(token.Value)).ToArray();
        if (Array.IndexOf(found, null) is >= 0 and var wrong)
        {
            result.AddError($"'{result.Tokens[wrong].Value}' is not {expected}.");
        }

        return [.. found.OfType<T>()];
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (TextWriter.Synchronized(parsed.InvocationConfiguration.Output), parsed.InvocationConfiguration.Error);
        using var interruption = new Interruption(cancellationToken);
        try
        {
            await using var collector = new SampleCollector(SettingsFrom(parsed), TimeProvider.System);
            collector.Tell(
                item =>
                {
                    if (!parsed.GetValue(QuietOption))
                    {
                        output.WriteLine(Encoding.UTF8.GetString(item.Raw.Span));
                    }
                },
                problem => error.WriteLine("refused: " + problem)
            );
            await collector.StartAsync(interruption.Token);
            await error.WriteLineAsync(
                $"Takes track events at {collector.Url}/v1/capture and shows them at {collector.Url}/events. Ctrl+C ends it."
            );
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, interruption.Token)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await error.WriteLineAsync($"Took {collector.Taken.Count} events; {collector.Taken.Doubled} came again.");
            return 0;
        }
        catch (Exception exception) when (exception is IOException or FormatException or InvalidOperationException)
        {
            await error.WriteLineAsync($"The collector cannot listen: {exception.Message}");
            return 1;
        }
    }

    private static CollectorSettings SettingsFrom(ParseResult parsed) =>
        new(parsed.GetRequiredValue(UrlsOption), parsed.GetValue(WriteKeyOption))
        {
            Outages = parsed.GetRequiredValue(FailOption),
            Refusals = parsed.GetRequiredValue(RefuseOption),
            Latency = parsed.GetValue(LatencyOption) ?? TimeSpan.Zero,
        };
}
