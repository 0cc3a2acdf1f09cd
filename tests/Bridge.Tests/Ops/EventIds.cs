using System.Text.RegularExpressions;
using Bridge.DeadLetters;

namespace Bridge.Ops;

/// <summary>The ids of events: whoever sees one and knows all of the fact but a number can try out numbers.</summary>
internal static partial class EventIds
{
    private static readonly Actor Olga = new("olga");

    /// <summary>Of all dead letters, of the events in them, and of those that they would become today.</summary>
    public static async Task<HashSet<Guid>> OfAllAsync(IDeadLetterAdmin admin)
    {
        var ids = new HashSet<Guid>();
        await foreach (var one in admin.ExportAsync(new DeadLetterFilter { State = null }, Olga, Olga, CancellationToken.None))
        {
            var becomes = (await admin.FindAsync(one.Summary.Id, Olga, CancellationToken.None))!.Retranslation?.Events ?? [];
            ids.UnionWith(becomes.Append(one.Content).SelectMany(Named).Append(one.Summary.EventId!.Value));
        }

        return ids;
    }

    /// <summary>Whatever in a text may be one.</summary>
    public static IEnumerable<Guid> In(string text) => Id().Matches(text).Select(match => Guid.Parse(match.Value));

    private static IEnumerable<Guid> Named(string content) =>
        Member().Matches(content).Select(match => Guid.Parse(match.Groups["id"].Value));

    [GeneratedRegex("[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("\"eventId\":\"(?<id>[0-9a-f-]{36})\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();
}
