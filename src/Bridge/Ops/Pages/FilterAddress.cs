using System.Globalization;
using Bridge.DeadLetters;
using Bridge.Storage;
using Microsoft.Extensions.Primitives;

namespace Bridge.Ops.Pages;

/// <summary>A filter in the parameters of an address or in the fields of a form.</summary>
internal static class FilterAddress
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss";
    private const string AnyState = "any";

    public static readonly IReadOnlyList<string> Reasons =
    [
        DeadReason.Refused,
        DeadReason.TooLarge,
        DeadReason.Expired,
        DeadReason.Unreadable,
        DeadReason.Unrecognised,
        DeadReason.Undeserialisable,
        DeadReason.Unstorable,
    ];

    /// <summary>What of it makes sense, and a sentence about each thing that does not.</summary>
    public static FilterRead Read(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var reader = new Reader(parameters);
        var filter = new DeadLetterFilter
        {
            Ids = reader.Numbers("id"),
            Reason = reader.OneOf("reason", Reasons),
            Event = reader.Text("event"),
            Source = reader.Text("source"),
            Destination = reader.Text("destination"),
            Status = (int?)reader.Number("status", 100, 599),
            Since = reader.Time("since"),
            Until = reader.Time("until"),
            Group = reader.Text("group"),
            Text = reader.Text("text"),
            State = reader.State(),
            UpTo = reader.Number("upTo", 1, long.MaxValue),
        };
        return new(filter, reader.Problems);
    }

    /// <summary>What to write for the filter to be read again.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Write(DeadLetterFilter filter)
    {
        KeyValuePair<string, string?>[] all =
        [
            new("reason", filter.Reason),
            new("event", filter.Event),
            new("source", filter.Source),
            new("destination", filter.Destination),
            new("status", filter.Status?.ToString()),
            new("since", Write(filter.Since)),
            new("until", Write(filter.Until)),
            new("group", filter.Group),
            new("text", filter.Text),
            new("state", filter.State is DeadLetterState.Dead ? null : StateName(filter.State)),
            new("upTo", filter.UpTo?.ToString()),
        ];
        return filter
            .Ids.Select(id => new KeyValuePair<string, string?>("id", id.ToString()))
            .Concat(all.Where(field => field.Value is not null));
    }

    /// <summary>An address with the filter in it.</summary>
    public static string Of(string path, DeadLetterFilter filter, params IEnumerable<KeyValuePair<string, string?>> more) =>
        path + QueryString.Create(Write(filter).Concat(more));

    public static string StateName(DeadLetterState? state) => state?.ToString().ToLowerInvariant() ?? AnyState;

    private static string? Write(DateTimeOffset? time) => time?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private sealed class Reader(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        private const int MaxTextLength = 500;
        private readonly Dictionary<string, StringValues> _values = new(parameters, StringComparer.OrdinalIgnoreCase);
        private readonly List<string> _problems = [];

        public IReadOnlyList<string> Problems => _problems;

        public string? Text(string name)
        {
            var text = _values.GetValueOrDefault(name).ToString().Trim();
            return text.Length > MaxTextLength ? Wrong<string>($"What stands in \"{name}\" is longer than {MaxTextLength} characters.")
                : text.Length > 0 ? text
                : null;
        }

        public string? OneOf(string name, IReadOnlyList<string> known) =>
            Text(name) is not { } text ? null
            : known.Contains(text) ? text
            : Wrong<string>($"There is no {name} \"{text}\"; there are {string.Join(", ", known)}.");

        public long? Number(string name, long least, long most) => Text(name) is { } text ? Number(name, text, least, most) : null;

        public IReadOnlyList<long> Numbers(string name) =>
            [
                .. _values
                    .GetValueOrDefault(name)
                    .OfType<string>()
                    .Select(text => Number(name, text, 1, long.MaxValue))
                    .OfType<long>()
                    .Distinct()
                    .Take(AdminLimits.MaxPage),
            ];

        public DateTimeOffset? Time(string name) =>
            Text(name) is not { } text ? null
            : DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
                ? time
            : Wrong<DateTimeOffset?>($"\"{text}\" is no time; write it like 2026-03-01T22:15, in UTC.");

        public DeadLetterState? State()
        {
            if (Text("state") is not { } text)
            {
                return DeadLetterState.Dead;
            }

            var known = Enum.GetValues<DeadLetterState>().Select(state => StateName(state)).Append(AnyState).ToList();
            return known.IndexOf(text) is var index and >= 0
                ? index < known.Count - 1
                    ? (DeadLetterState)index
                    : null
                : Wrong<DeadLetterState?>($"There is no state \"{text}\"; there are {string.Join(", ", known)}.");
        }

        private long? Number(string name, string text, long least, long most) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
                : Wrong<long?>($"\"{text}\" is no {name}; that is a number.");

        private T? Wrong<T>(string problem)
        {
            _problems.Add(problem);
            return default;
        }
    }
}

/// <param name="Problems">Sentences; when there are any, the filter is wider than was meant and nothing may be done with it.</param>
internal sealed record FilterRead(DeadLetterFilter Filter, IReadOnlyList<string> Problems);
