using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// How Meta itself is asked what it sends here, by <c>check</c> and <c>meta subscribe</c>: section <c>Meta</c>. A class, not a record: it
/// holds a secret. A Bridge that runs asks nothing.
/// </summary>
internal sealed class GraphOptions : IHasRules
{
    public const string Section = "Meta";

    /// <summary>A token of a system user, with <c>whatsapp_business_management</c>. None unless set: then Meta is not asked.</summary>
    [Secret]
    public string? AccessToken
    {
        get;
        init => field = value?.Trim();
    }

    /// <summary>The version of the Graph API. <c>v26.0</c> unless set.</summary>
    [
        Required,
        RegularExpression(@"^v\d{1,3}\.\d$", ErrorMessage = "Meta:GraphVersion (environment Meta__GraphVersion) must be such as v26.0.")
    ]
    public string GraphVersion { get; init; } = "v26.0";

    /// <summary>Where the Graph API is. <c>https://graph.facebook.com</c> unless set.</summary>
    [Required]
    public string GraphUrl { get; init; } = "https://graph.facebook.com";

    public IEnumerable<string> FindProblems()
    {
        if (!Uri.TryCreate(GraphUrl, UriKind.Absolute, out var url) || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback)))
        {
            yield return $"{Settings.Describe("Meta:GraphUrl")} must be an address that starts with https://.";
        }

        if (AccessToken is { Length: > 0 } token && HeaderSecret.FindProblem("Meta:AccessToken", token, "token") is { } problem)
        {
            yield return problem;
        }
    }

    public override string ToString() => $"{GraphUrl}/{GraphVersion}, {(AccessToken is null ? "no token" : "a token")}";
}
