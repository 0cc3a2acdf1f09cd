namespace Bridge.Core.Attribution;

/// <summary>What brought a person to the chat once, short enough to be remembered for every conversation.</summary>
/// <param name="Type">What was clicked: <c>ad</c>, <c>post</c>, or a newer kind as Meta names it.</param>
/// <param name="Id">The ad's or post's id.</param>
/// <param name="ClickId">Meta's id of the click (<c>ctwa_clid</c>).</param>
/// <param name="Campaign">The campaign's name as its UTM parameters tell it.</param>
public sealed record Touch(string? Type, string? Id, string? ClickId, string? Campaign)
{
    /// <summary>In characters. What is longer is cut, but for click ids: half of one names another click, or none.</summary>
    public const int Longest = 256;

    private const int LongestClickId = 1024;

    /// <summary>The same within its bounds; null when nothing is left.</summary>
    public Touch? Bounded() =>
        new Touch(Cut(Type), Cut(Id), ClickId is { Length: > LongestClickId } ? null : ClickId, Cut(Campaign)) is var touch
        && touch != new Touch(null, null, null, null)
            ? touch
            : null;

    private static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;
}
