using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.DeadLetters;
using Bridge.Ops.Api;

namespace Bridge.Commands.DeadLetters;

/// <summary>The options that say which dead letters are meant.</summary>
internal static class FilterOptions
{
    public static readonly Argument<long[]> Ids = new("ID")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The numbers of dead letters, as list shows them.",
    };

    public static readonly Option<bool> Everything = new("--all")
    {
        Description = "Every dead letter that the other options leave; without any other, every one there is.",
    };

    /// <summary>Of what something is done to.</summary>
    public static readonly Option<int?> Limit = CreateLimit("At most so many, the newest; all that are meant unless given.");

    public static readonly Option<string?> State = new("--state")
    {
        Description = $"dead unless given: {string.Join(", ", FilterBody.States)}.",
        HelpName = "state",
    };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = $"Why they died: {string.Join(", ", FilterBody.Reasons)}.",
        HelpName = "reason",
    };
    private static readonly Option<string?> Event = new("--event")
    {
        Description = "The event's name, or its beginning before a *: message.*",
        HelpName = "name",
    };
    private static readonly Option<string?> Source = new("--source")
    {
        Description = "The business number (phone_number_id).",
        HelpName = "number",
    };
    private static readonly Option<string?> Destination = new("--destination")
    {
        Description = "default, or the business number that has a collector of its own.",
        HelpName = "name",
    };
    private static readonly Option<int?> Status = new("--status") { Description = "The collector's HTTP status.", HelpName = "status" };
    private static readonly Option<DateTimeOffset?> Since = CreateTime(
        "--since",
        "Failed last at this time or later: 2026-01-31T08:00Z, or an age such as 30m, 2h, 3d."
    );
    private static readonly Option<DateTimeOffset?> Until = CreateTime(
        "--until",
        "Failed last before this time, or longer ago than this age."
    );
    private static readonly Option<string?> Group = new("--group")
    {
        Description = "The fingerprint of their group, as groups shows it.",
        HelpName = "group",
    };
    private static readonly Option<string?> Text = new("--text")
    {
        Description = "Text that the event, the collector's answer or the explanation holds.",
        HelpName = "text",
    };

    static FilterOptions()
    {
        Reason.Validators.Add(result => Check(result, text => FilterBody.ParseReason("--reason", text)));
        State.Validators.Add(result => Check(result, text => FilterBody.ParseState("--state", text)));
    }

    public static IEnumerable<Option> All => [Reason, Event, Source, Destination, Status, Since, Until, Group, Text];

    /// <param name="state">The state meant where the command has no <c>--state</c>, or it is not given.</param>
    public static DeadLetterFilter Read(ParseResult parsed, DeadLetterState state) =>
        new()
        {
            Ids = parsed.GetValue(Ids) ?? [],
            Reason = parsed.GetValue(Reason) is { } reason ? FilterBody.ParseReason("--reason", reason) : null,
            Event = parsed.GetValue(Event),
            Source = parsed.GetValue(Source),
            Destination = parsed.GetValue(Destination),
            Status = parsed.GetValue(Status),
            Since = parsed.GetValue(Since),
            Until = parsed.GetValue(Until),
            Group = parsed.GetValue(Group),
            Text = parsed.GetValue(Text),
            State =
                parsed.GetResult(State) is { Implicit: false } && parsed.GetValue(State) is { } given
                    ? FilterBody.ParseState("--state", given)
                    : state,
        };

    /// <summary>Whether somebody typed numbers of dead letters.</summary>
    public static bool NamesDeadLetters(ParseResult parsed) => parsed.GetValue(Ids) is { Length: > 0 };

    /// <summary>What is done to dead letters is done to all of them only when somebody says so.</summary>
    /// <exception cref="UsageException">Neither ids nor options narrow the filter, and nobody said <c>--all</c>.</exception>
    public static void RequireSome(ParseResult parsed)
    {
        if (Read(parsed, DeadLetterState.Dead).IsEverything && !parsed.GetValue(Everything))
        {
            throw new UsageException("Say which dead letters: ids, options such as --reason or --group, or --all for every one.");
        }
    }

    /// <summary>The dead letters that something is to be done to: with <see cref="Limit"/> the newest ones, by number.</summary>
    public static async Task<DeadLetterFilter> ReadLimitedAsync(
        AdminSession session,
        DeadLetterState state,
        CancellationToken cancellationToken
    )
    {
        var filter = await session.ReadFilterAsync(state, cancellationToken);
        return session.Parsed.GetValue(Limit) is { } limit
            ? filter with
            {
                Ids = await NewestAsync(session, filter, limit, cancellationToken),
            }
            : filter;
    }

    /// <param name="description">What it means where it stands.</param>
    public static Option<int?> CreateLimit(string description)
    {
        var option = new Option<int?>("--limit") { Description = description, HelpName = "n" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
            {
                result.AddError("--limit must be 1 or more.");
            }
        });
        return option;
    }

    private static async Task<IReadOnlyList<long>> NewestAsync(
        AdminSession session,
        DeadLetterFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var ids = await ListCommand
            .DeadLettersAsync(session, filter, limit, revealTo: null, cancellationToken)
            .Take(limit)
            .Select(deadLetter => deadLetter.Id)
            .ToListAsync(cancellationToken);
        return ids.Count > 0 ? ids : [0]; // none, which no list of numbers says otherwise
    }

    private static Option<DateTimeOffset?> CreateTime(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "time|age",
            CustomParser = Quantity.Parser(ParseTime, "a time such as 2026-01-31T08:00Z, or an age such as 2h"),
        };

    private static DateTimeOffset? ParseTime(string text) =>
        Quantity.Duration(text) is { } age ? TimeProvider.System.GetUtcNow() - age : Times.Parse(text);

    private static void Check(OptionResult result, Action<string> parse)
    {
        try
        {
            parse(result.GetValueOrDefault<string>() ?? "");
        }
        catch (AdminException problem)
        {
            result.AddError(problem.Message);
        }
    }
}
