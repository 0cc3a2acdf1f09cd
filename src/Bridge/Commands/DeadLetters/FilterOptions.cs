using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.DeadLetters;

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

    private static readonly IReadOnlyDictionary<FilterField, Option<string>> ByField = FilterFields
        .All.Where(field => field.Label is not null || field == FilterFields.State)
        .ToDictionary(field => field, Create);

    public static readonly Option<string> State = ByField[FilterFields.State];

    /// <summary>All but <see cref="State"/>, which not every command has.</summary>
    public static IEnumerable<Option> All => ByField.Values.Where(option => option != State);

    /// <param name="state">The state meant where the command has no <c>--state</c>, or it is not given.</param>
    public static DeadLetterFilter Read(ParseResult parsed, DeadLetterState state) =>
        ByField.Aggregate(
            new DeadLetterFilter { Ids = parsed.GetValue(Ids) ?? [], State = state },
            (filter, one) =>
                parsed.GetResult(one.Value) is { Implicit: false } && parsed.GetValue(one.Value) is { Length: > 0 } text
                    ? one.Key.Read(filter, [Moment(one.Key, text)], one.Value.Name)
                    : filter
        );

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
            if (Quantity.Typed(result) < 1)
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
        return ids.Count > 0 ? ids : [long.MaxValue]; // none, which no list of numbers says otherwise
    }

    private static Option<string> Create(FilterField field)
    {
        var option = new Option<string>("--" + field.Name)
        {
            Description =
                field.Kind.IsTime ? $"{field.Description.TrimEnd('.')}: 2026-01-31T08:00Z, or an age such as 30m, 2h, 3d."
                : field.Kind.Values.Count > 0 ? $"{field.Description.TrimEnd('.')}: {string.Join(", ", field.Kind.Values)}."
                : field.Description,
            HelpName = field.Kind.IsTime ? "time|age" : field.Name,
        };
        option.Validators.Add(result => Check(result, field));
        return option;
    }

    private static void Check(OptionResult result, FilterField field)
    {
        var text = result.GetValueOrDefault<string>() ?? "";
        if (field.Kind.IsTime && text.Length > 0 && Times.Parse(Moment(field, text)) is null)
        {
            result.AddError($"'{text}' is not a time such as 2026-01-31T08:00Z, or an age such as 2h.");
            return;
        }

        try
        {
            field.Read(new DeadLetterFilter(), text.Length == 0 ? [] : [Moment(field, text)], result.Option.Name);
        }
        catch (AdminException problem)
        {
            result.AddError(problem.Message);
        }
    }

    /// <summary>People who type count back from now: an age is the time that long ago.</summary>
    private static string Moment(FilterField field, string text) =>
        field.Kind.IsTime && Quantity.Duration(text) is { } age ? Times.Text(TimeProvider.System.GetUtcNow() - age) : text;
}
