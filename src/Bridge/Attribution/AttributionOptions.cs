using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Attribution;

/// <summary>
/// How Meta is asked for the names of ads: section <c>Attribution</c>, read where events are forwarded. A class, not a record: it holds a
/// secret.
/// </summary>
internal sealed class AttributionOptions : IHasRules
{
    public const string Section = "Attribution";

    /// <summary>
    /// A token with <c>ads_read</c> of the ad account, by which events name ad, ad set and campaign. None unless set: then they carry ids.
    /// </summary>
    [Secret]
    public string? AccessToken
    {
        get;
        init => field = value?.Trim();
    }

    /// <summary>The version of the Marketing API. <c>v26.0</c> unless set.</summary>
    [
        Required,
        RegularExpression(
            @"^v\d{1,3}\.\d$",
            ErrorMessage = "Attribution:GraphVersion (environment Attribution__GraphVersion) must be such as v26.0."
        )
    ]
    public string GraphVersion { get; init; } = "v26.0";

    /// <summary>Where the Marketing API is. <c>https://graph.facebook.com</c> unless set.</summary>
    [Required]
    public string GraphUrl { get; init; } = "https://graph.facebook.com";

    /// <summary>
    /// How long an event waits for the names of an ad nobody asked for yet, before it goes without. 2 s unless set; 0.1 to 30.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan WaitFor { get; init; } = TimeSpan.FromSeconds(2);

    public bool AsksForNames => !string.IsNullOrWhiteSpace(AccessToken);

    public IEnumerable<string> FindProblems()
    {
        if (!Uri.TryCreate(GraphUrl, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
        {
            yield return $"{Settings.Describe("Attribution:GraphUrl")} must be an address such as https://graph.facebook.com.";
        }

        if (AsksForNames && HeaderSecret.FindProblem("Attribution:AccessToken", AccessToken!, "token") is { } problem)
        {
            yield return problem;
        }
    }

    public override string ToString() => $"{GraphUrl}/{GraphVersion}, {(AsksForNames ? "a token" : "no token")}";
}
