using Bridge.DeadLetters;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>A page of the list of dead letters, with what is known of the whole list.</summary>
/// <param name="Total">How many dead letters the filter means, on all pages.</param>
/// <param name="Groups">How many groups they are in.</param>
/// <param name="Before">Where the page before ended; null for the first one.</param>
/// <param name="Problems">What of the filter made no sense.</param>
internal sealed record DeadLetterList(
    DeadLetterFilter Filter,
    DeadLetterPage Page,
    long Total,
    int Groups,
    long? Before,
    IReadOnlyList<string> Problems
)
{
    /// <summary>Whether all that is shown is chosen already.</summary>
    public bool AreChosen { get; init; }

    public bool IsNewest => Before is null;

    /// <summary>The same page with all chosen, or none.</summary>
    public string Choosing(bool all) =>
        FilterAddress.Of(
            DeadLetterPages.ListPath,
            UpToNow ?? Filter,
            [.. Before is { } before ? [new("before", $"{before}")] : Array.Empty<KeyValuePair<string, string?>>(), .. all ? Chosen : []]
        );

    private static IEnumerable<KeyValuePair<string, string?>> Chosen => [new("chosen", "all")];

    public string Title =>
        Problems.Count > 0 ? "This filter makes no sense"
        : Total == 0 ? $"No {Kind}"
        : Groups == 1 ? $"{DisplayText.Count(Total, Kind[..^1])}, one group"
        : $"{DisplayText.Count(Total, Kind[..^1])} in {DisplayText.Number(Groups)} groups";

    /// <summary>The filter with nothing newer than what is shown; null when nothing is.</summary>
    public DeadLetterFilter? UpToNow => Page.Items.Count == 0 ? null : Filter with { UpTo = Filter.UpTo ?? Page.Items[0].Id };

    /// <summary>Where to go back to, as parameters of the list's address.</summary>
    public string Back => FilterAddress.Of("", Filter with { UpTo = null });

    private string Kind =>
        Filter.State is { } state and not DeadLetterState.Dead ? $"{FilterFields.NameOf(state)} dead letters" : "dead letters";
}
