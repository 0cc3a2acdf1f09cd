using System.Text;
using Bridge.Core.Events;

namespace Bridge.Core.Conversions;

/// <summary>Whether Meta is told of an event, by the click that brought its person.</summary>
public static class ConversionChoice
{
    /// <summary>No click on an ad brought the person, or none that Meta gave an id.</summary>
    public const string NoClick = "no_click";

    /// <summary>The click is longer ago than Meta counts.</summary>
    public const string TooOld = "too_old";

    /// <summary>The id of the click is no text, and so no id of Meta's: it holds control characters or half ones.</summary>
    public const string BadClick = "bad_click";

    /// <summary>It is not known of which business account the event is.</summary>
    public const string NoAccount = "no_account";

    /// <summary>The event has no context that could name the click.</summary>
    public const string NoContext = "no_context";

    /// <summary>The person does not want to hear of the business.</summary>
    public const string OptedOut = "opted_out";

    /// <summary>Why Meta is not told, as far as the event and its click say; null when it is.</summary>
    public static string? WhyNot(EventSubject about, AdClick? click) =>
        click is null ? NoClick
        : !IsText(click.Id) ? BadClick
        : about.HappenedAt - click.At > Conversion.Window ? TooOld
        : string.IsNullOrEmpty(about.Account) ? NoAccount
        : null;

    /// <remarks>Half characters have become the sign for what is none, where JSON was read.</remarks>
    private static bool IsText(string id) => !id.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || Rune.IsControl(rune));
}

/// <summary>A click on an ad.</summary>
/// <param name="Id">Meta's (<c>ctwa_clid</c>).</param>
public sealed record AdClick(string Id, DateTimeOffset At);
