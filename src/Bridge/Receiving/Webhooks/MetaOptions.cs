using System.Text;
using Bridge.Configuration;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// What Bridge shares with Meta: section <c>Meta</c>. Both lists may be given as one text separated by commas or line ends.
/// </summary>
internal sealed class MetaOptions : IHasRules
{
    /// <summary>The Meta app's secret, required; more than one while it is rotated: any of them may have signed a webhook.</summary>
    [Secret]
    public IReadOnlyList<string> AppSecrets { get; set; } = [];

    /// <summary>The verify tokens accepted in Meta's handshake, required.</summary>
    [Secret]
    public IReadOnlyList<string> VerifyTokens { get; set; } = [];

    /// <summary>The secrets as keys of the signature.</summary>
    public byte[][] AppSecretKeys() => [.. AppSecrets.Select(Encoding.UTF8.GetBytes)];

    public IEnumerable<string> FindProblems() =>
        [
            .. FindProblems(
                "Meta:AppSecrets",
                AppSecrets,
                "set it to the app secret from the Meta app dashboard, under App settings, Basic"
            ),
            .. FindProblems(
                "Meta:VerifyTokens",
                VerifyTokens,
                "set it to any random text, and enter the same text as the verify token in the Meta app dashboard"
            ),
        ];

    public override string ToString() => $"{AppSecrets.Count} app secrets, {VerifyTokens.Count} verify tokens";

    /// <summary>
    /// A list may also be one text with several entries: a mounted file has only one, and so has an environment variable.
    /// </summary>
    public void Complete(IConfiguration configuration)
    {
        AppSecrets = Split([configuration["Meta:AppSecrets"], .. AppSecrets]);
        VerifyTokens = Split([configuration["Meta:VerifyTokens"], .. VerifyTokens]);
    }

    private static string[] Split(IEnumerable<string?> values) =>
        [.. values.OfType<string>().SelectMany(value => value.Split([',', '\n'], StringSplitOptions.TrimEntries))];

    private static IEnumerable<string> FindProblems(string key, IReadOnlyList<string> values, string fix)
    {
        if (values.All(string.IsNullOrWhiteSpace))
        {
            yield return $"{Settings.Describe(key)} is {(values.Count == 0 ? "missing" : "blank")}: {fix}.";
        }
        else if (values.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{Settings.Describe(key)} has a blank entry among its {values.Count}: remove it or the stray comma.";
        }
    }
}
