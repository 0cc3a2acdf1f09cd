using Bridge.DeadLetters;
using Microsoft.Extensions.Primitives;

namespace Bridge.Ops.Pages;

/// <summary>A filter in the parameters of an address or in the fields of a form.</summary>
internal static class FilterAddress
{
    /// <summary>What of it makes sense, and a sentence about each thing that does not.</summary>
    public static FilterRead Read(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var given = parameters.ToLookup(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
        var (filter, problems) = (new DeadLetterFilter(), new List<string>());
        foreach (var field in FilterFields.All)
        {
            try
            {
                filter = field.Read(filter, Texts(given[field.Name]));
            }
            catch (AdminException problem)
            {
                problems.Add(problem.Message);
            }
        }

        return new(filter, problems);
    }

    /// <summary>What to write for the filter to be read again.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Write(DeadLetterFilter filter) =>
        from field in FilterFields.All
        where field != FilterFields.State || filter.State is not DeadLetterState.Dead
        from text in field.Write(filter)
        select KeyValuePair.Create(field.Name, (string?)text);

    /// <summary>An address with the filter in it.</summary>
    public static string Of(string path, DeadLetterFilter filter, params IEnumerable<KeyValuePair<string, string?>> more) =>
        path + QueryString.Create(Write(filter).Concat(more));

    /// <summary>What was typed; fields left empty are not.</summary>
    private static string[] Texts(IEnumerable<StringValues> values) =>
        [.. values.SelectMany(value => value).Select(text => text?.Trim() ?? "").Where(text => text.Length > 0).Distinct()];
}

/// <param name="Problems">Sentences; when there are any, the filter is wider than was meant and nothing may be done with it.</param>
internal sealed record FilterRead(DeadLetterFilter Filter, IReadOnlyList<string> Problems);
