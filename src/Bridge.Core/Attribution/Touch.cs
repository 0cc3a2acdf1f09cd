namespace Bridge.Core.Attribution;

/// <summary>What brought a person to the chat once, short enough to be remembered for every conversation.</summary>
/// <param name="Type">What was clicked: <c>ad</c>, <c>post</c>, or a newer kind as Meta names it; null for a link that only its text
/// tells.</param>
/// <param name="Id">The ad's or post's id.</param>
/// <param name="ClickId">Meta's id of the click (<c>ctwa_clid</c>).</param>
/// <param name="Campaign">The campaign as UTM parameters, a text pattern or a link's <c>ref</c> tell it.</param>
public sealed record Touch(string? Type, string? Id, string? ClickId, Campaign? Campaign)
{
    /// <summary>In characters. What is longer is cut, but for click ids: half of one names another click, or none.</summary>
    public const int Longest = 256;

    private const int LongestClickId = 1024;

    /// <summary>The ad, when it was one.</summary>
    public string? AdId => Type == "ad" ? Id : null;

    /// <summary>What it is told apart by: the ad or post, else the campaign; null for neither.</summary>
    public string? Name => Id ?? Campaign?.Name;

    /// <summary>The same within its bounds; null when nothing is left.</summary>
    public Touch? Bounded() =>
        new Touch(Cut(Type), Cut(Id), ClickId is { Length: > LongestClickId } ? null : ClickId, Campaign?.Each(Cut)) is var touch
        && touch != new Touch(null, null, null, null)
            ? touch
            : null;

    private static string? Cut(string? text) => text is { Length: > Longest } ? text[..Longest] : text;
}
