using System.Text.Json.Serialization.Metadata;
using Bridge.DeadLetters;

namespace Bridge.Ops.Api;

/// <summary>
/// Which dead letters are meant, as JSON: the members are those of <see cref="FilterFields"/>, and <c>all</c>, which has to say so where
/// every one is meant.
/// </summary>
internal sealed class FilterBody
{
    private DeadLetterFilter _filter = new();
    private bool _saysState;

    /// <summary>Must be true where nothing narrows the filter and something would be done; it does not widen one that is narrow.</summary>
    public bool All { get; set; }

    public static FilterBody Of(DeadLetterFilter filter) => new() { _filter = filter, All = filter.IsEverything };

    /// <param name="otherwise">The state when it says none.</param>
    public DeadLetterFilter ToFilter(DeadLetterState otherwise) => _saysState ? _filter : _filter with { State = otherwise };

    /// <summary>The same for something that is done to the dead letters: then nothing at all does not mean everything.</summary>
    /// <exception cref="AdminException">It would mean everything and does not say so.</exception>
    public DeadLetterFilter ToActOn(DeadLetterState otherwise) =>
        ToFilter(otherwise) is var filter && filter.IsEverything && !All
            ? throw new AdminException(
                AdminProblem.Invalid,
                "The filter narrows nothing, so this would be done to every dead letter. If that is meant, say \"all\": true in the filter."
            )
            : filter;

    /// <summary>Has the serializer know a member for each field.</summary>
    public static void AddMembers(JsonTypeInfo type)
    {
        if (type.Type != typeof(FilterBody))
        {
            return;
        }

        foreach (var (index, field) in FilterFields.All.Index())
        {
            var member = type.CreateJsonPropertyInfo(field.IsList ? typeof(IReadOnlyList<long>) : field.Kind.JsonType, field.Member);
            member.Get = body => ((FilterBody)body).Get(field);
            member.Set = (body, value) => ((FilterBody)body).Set(field, value);
            type.Properties.Insert(index, member);
        }
    }

    private object? Get(FilterField field) =>
        field.IsList ? (IReadOnlyList<long>)[.. field.Get(_filter).Cast<long>()] : (field.Get(_filter) is [var value] ? value : null);

    /// <exception cref="AdminException">It is of the right kind, but cannot be that.</exception>
    private void Set(FilterField field, object? value)
    {
        IEnumerable<object> values =
            value is null ? []
            : field.IsList ? ((IReadOnlyList<long>)value).Cast<object>()
            : [value];
        _filter = field.Read(_filter, [.. values.Select(FieldKind.Format)]);
        _saysState |= field == FilterFields.State && value is not null;
    }
}
