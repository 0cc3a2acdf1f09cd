using System.Text.RegularExpressions;
using Bridge.DeadLetters;

namespace Bridge.Journal;

/// <summary>What somebody typed, as the id that it is.</summary>
/// <param name="EventId">Null unless it is an event's.</param>
internal sealed partial record SoughtId(string Text, Guid? EventId, bool IsPerson)
{
    /// <summary>
    /// An id that only Meta makes and that says nobody's number: viewers may ask for it, and for nothing else, since with answers to
    /// whatever else somebody could try out numbers and words.
    /// </summary>
    public bool IsOfMetasMessage => MetasMessage().IsMatch(Text);

    /// <exception cref="AdminException">It is too short, or too long, to be an id.</exception>
    public static SoughtId Parse(string typed)
    {
        var text = typed.Trim();
        if (text.Length is < 5 or > AdminLimits.MaxText)
        {
            throw new AdminException(
                AdminProblem.Invalid,
                $"Name a message (wamid), an event id, or a person, in 5 to {AdminLimits.MaxText} characters."
            );
        }

        return Guid.TryParse(text, out var id) ? new SoughtId(text, id, IsPerson: false) : new SoughtId(text, null, Person().IsMatch(text));
    }

    [GeneratedRegex(@"^(?:wa[a-z]{0,2}mid\.|m_|aWdf)[A-Za-z0-9+/=_-]+\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetasMessage();

    /// <summary>A phone number, a business-scoped id, a pseudonym, or the id of another channel.</summary>
    [GeneratedRegex(
        @"^(?:\+?[0-9]{5,20}|[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]+|[0-9a-f]{64}|(?:messenger|instagram):[0-9]+)\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Person();
}
