using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Commands.Demo;
using Bridge.Simulation.Load;

namespace Bridge.Commands;

/// <summary>What can be typed after <c>meta-bridge simulate</c>.</summary>
internal static class SimulateOptions
{
    public static readonly Option<bool> YesReally = new("--yes-really") { Description = "Send to a host that is not this machine." };

    public static readonly Option<string?> Save = new("--save") { Description = "Write every post down in this file.", HelpName = "file" };

    public static readonly Option<string?> Replay = new("--replay")
    {
        Description = "Send the posts of this file instead, at the moments they were recorded at, --speed times faster.",
        HelpName = "file",
    };

    private static readonly Option<Uri> TargetOption = new("--target")
    {
        Description = "Bridge's address; /webhook/meta is appended when it has no path. http://localhost:8080 unless given.",
        HelpName = "url",
        CustomParser = result => Address(result),
        DefaultValueFactory = _ => new Uri("http://localhost:8080"),
    };

    private static readonly Option<string?> AppSecretOption = new("--app-secret")
    {
        Description =
            $"The app secret to sign with. META_APP_SECRET unless given; without either {DemoSettings.DefaultAppSecret}, the demo's.",
        HelpName = "secret",
    };

    /// <summary>No default of the option: its help would print the secret.</summary>
    public static string UsualSecret =>
        Environment.GetEnvironmentVariable("META_APP_SECRET") is { Length: > 0 } secret ? secret : DemoSettings.DefaultAppSecret;

    private static readonly Option<double?> RateOption = new("--rate")
    {
        Description = "How many posts: 500/s, 30000/m. 100/s unless given.",
        HelpName = "n/s",
        CustomParser = Quantity.Parser(Quantity.Rate, "a rate such as 500/s"),
    };

    private static readonly Option<TimeSpan?> DurationOption = new("--duration")
    {
        Description = "For how long: 60s, 10m. 30s unless given.",
        HelpName = "duration",
        CustomParser = Quantity.Parser(Quantity.Duration, "a duration such as 60s"),
    };

    private static readonly Option<Mix?> MixOption = new("--mix")
    {
        Description =
            "How often each kind of story begins. conversation=30,campaign=60,ad=10 unless given; "
            + "order=n adds people who order after a click on an ad (Bridge's Events:Forward must let order.placed leave); "
            + "sample=n adds posts like those in samples/webhooks, of which some are meant for the dead letters.",
        HelpName = "kind=n,...",
        CustomParser = result =>
        {
            var mix = Mix.Parse(result.Tokens[0].Value);
            if (mix is null)
            {
                result.AddError($"'{result.Tokens[0].Value}' is not a mix such as conversation=30,campaign=60,ad=10,sample=5.");
            }

            return mix;
        },
    };

    private static readonly Option<(int, int)?> UpdatesOption = new("--updates-per-post")
    {
        Description =
            "How many messages and statuses a post holds: a number, or two for at least and at most; up to 1000, Meta's limit. "
            + "1-3 unless given.",
        HelpName = "n[-m]",
        CustomParser = Quantity.Parser<(int, int)>(text => Quantity.Range(text, 1, 1000), "a number from 1 to 1000, or two such as 1-50"),
    };

    private static readonly Option<int> UsersOption = new("--users")
    {
        Description = "How many people there are. 10000 unless given.",
        HelpName = "n",
        DefaultValueFactory = _ => 10_000,
        Validators = { RequirePositive },
    };

    private static readonly Option<double> SpeedOption = new("--speed")
    {
        Description = "How many times faster than life people read and answer, and Meta retries. 1 unless given.",
        HelpName = "factor",
        DefaultValueFactory = _ => 1,
        Validators = { RequirePositive },
    };

    private static readonly Option<double?> DuplicatesOption = new("--duplicates")
    {
        Description = "The part of the posts sent again although answered 200. 1% unless given.",
        HelpName = "share",
        CustomParser = Quantity.Parser(Quantity.Share, "a share such as 5%"),
    };

    private static readonly Option<double?> ReorderOption = new("--reorder")
    {
        Description = "The part of the posts held back up to 5 s, so that others overtake. 2% unless given.",
        HelpName = "share",
        CustomParser = Quantity.Parser(Quantity.Share, "a share such as 5%"),
    };

    private static readonly Option<int?> SeedOption = new("--seed")
    {
        Description =
            "The same seed sends the same people, messages and order, and so events with the same ids. A new one each time unless given.",
        HelpName = "n",
    };

    private static readonly Option<int> ConnectionsOption = new("--connections")
    {
        Description = "How many posts may be on their way at once. 256 unless given.",
        HelpName = "n",
        DefaultValueFactory = _ => 256,
        Validators = { RequirePositive },
    };

    private static readonly Option<Uri?> VerifyOption = new("--verify")
    {
        Description =
            "The sample collector (meta-bridge collector, meta-bridge demo) that Bridge delivers to: it is asked for every event.",
        HelpName = "url",
        CustomParser = result => Address(result),
    };

    private static readonly Option<TimeSpan?> LateOption = new("--late-after")
    {
        Description = "An event that reaches the collector so long after its 200 counts as late. 10s unless given.",
        HelpName = "duration",
        CustomParser = Quantity.Parser(Quantity.Duration, "a duration such as 10s"),
    };

    private static readonly Option<TimeSpan?> PatienceOption = new("--patience")
    {
        Description =
            "How long after the last post retries go on, and how long without any arrival missing events are waited for. 60s unless given.",
        HelpName = "duration",
        CustomParser = Quantity.Parser(Quantity.Duration, "a duration such as 60s"),
    };

    public static IEnumerable<Option> All =>
        [
            TargetOption,
            AppSecretOption,
            RateOption,
            DurationOption,
            MixOption,
            UpdatesOption,
            UsersOption,
            SpeedOption,
            DuplicatesOption,
            ReorderOption,
            SeedOption,
            ConnectionsOption,
            VerifyOption,
            .. SimulateDerivedOptions.All,
            LateOption,
            PatienceOption,
            Save,
            Replay,
            YesReally,
        ];

    public static RunSettings RunSettings(ParseResult parsed)
    {
        var settings = new RunSettings(
            parsed.GetRequiredValue(TargetOption),
            parsed.GetValue(AppSecretOption) ?? UsualSecret,
            parsed.GetValue(VerifyOption)
        )
        {
            Connections = parsed.GetValue(ConnectionsOption),
            Speed = parsed.GetValue(SpeedOption),
        };
        return SimulateDerivedOptions.Apply(parsed, settings) with
        {
            Patience = parsed.GetValue(PatienceOption) ?? settings.Patience,
            LateAfter = parsed.GetValue(LateOption) ?? settings.LateAfter,
        };
    }

    public static TrafficOptions Traffic(ParseResult parsed)
    {
        var options = new TrafficOptions(
            parsed.GetValue(RateOption) ?? 100,
            parsed.GetValue(DurationOption) ?? TimeSpan.FromSeconds(30),
            parsed.GetValue(SeedOption) ?? Random.Shared.Next()
        );
        return SimulateDerivedOptions.Apply(parsed, options) with
        {
            Mix = parsed.GetValue(MixOption) ?? options.Mix,
            UpdatesPerPost = parsed.GetValue(UpdatesOption) ?? options.UpdatesPerPost,
            Users = parsed.GetValue(UsersOption),
            Speed = parsed.GetValue(SpeedOption),
            Duplicates = parsed.GetValue(DuplicatesOption) ?? options.Duplicates,
            Reordered = parsed.GetValue(ReorderOption) ?? options.Reordered,
        };
    }

    private static void RequirePositive(OptionResult result)
    {
        if (Quantity.Typed(result) is { } typed && typed is not (> 0 and < double.PositiveInfinity))
        {
            result.AddError($"{result.Option.Name} must be more than 0.");
        }
    }

    public static Uri Address(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not an address such as http://localhost:8080.");
        return new Uri("http://localhost:8080");
    }
}
