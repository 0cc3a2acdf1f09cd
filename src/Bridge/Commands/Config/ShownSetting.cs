using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Configuration;

namespace Bridge.Commands.Config;

/// <summary>
/// What is printed of a setting: of a secret the beginning of its hash, of an address what stands neither before its <c>@</c> nor in its
/// query, of a connection string what says where. What should be one of these and is not may be a secret in the wrong place, and is blind.
/// </summary>
internal static partial class ShownSetting
{
    public const string Blind = "•••••";

    /// <summary>Enough to tell two secrets apart, too little to find one.</summary>
    private const int HashDigits = 8;

    private static readonly string[] Whereabouts = ["host", "server", "port", "database", "username", "user id", "data source"];

    public static string Of(PropertyInfo? property, string value) =>
        property?.GetCustomAttribute<SecretAttribute>() switch
        {
            null when property?.Name == "KeyHash" => IsHash().IsMatch(value) ? value : $"{Blind} no hash; is it the key itself?",
            null => IsAddress().IsMatch(value) ? Address(value) : value,
            { IsWithin: true } => Connection(property!, value),
            _ => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..HashDigits] + "…",
        };

    private static string Connection(PropertyInfo property, string value) =>
        IsServer().IsMatch(value) ? Address(value)
        : property.Name == "Url" || value.Contains("://", StringComparison.Ordinal) ? Pairs(value) ?? Blind
        : IsPath().IsMatch(value) ? value
        : Pairs(value) ?? Blind;

    /// <summary>Up to the last <c>@</c>, for a password may hold what ends one in other addresses.</summary>
    private static string Address(string value) => QueryValues().Replace(UserInfo().Replace(value, Blind), Blind);

    /// <returns>Null for what is no connection string.</returns>
    private static string? Pairs(string value)
    {
        try
        {
            var pairs = new DbConnectionStringBuilder { ConnectionString = value };
            var keys = pairs.Keys.Cast<string>().ToList();
            return keys.Count == 0 || !keys.Exists(Whereabouts.Contains)
                ? null
                : string.Join(';', keys.Select(key => $"{key}={(Whereabouts.Contains(key) ? pairs[key] : Blind)}"));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsHash();

    [GeneratedRegex("[a-z][a-z0-9+.-]*://", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsAddress();

    [GeneratedRegex("^(?:amqps?|postgres|postgresql)://", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsServer();

    /// <summary>A file of SQLite's: it has a folder or an ending.</summary>
    [GeneratedRegex(@"^(?:[^=;@:\s]*/[^=;@:]*|[^=;@:\s/]+\.[a-z0-9]{1,8})$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsPath();

    [GeneratedRegex("(?<=://).*(?=@)", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    /// <summary>What stands behind a name in a query, or without one, and behind <c>#</c>.</summary>
    [GeneratedRegex(@"(?<=\?(?:[^#]*&)?[^=&#?]*=)[^&#]+|(?<=\?(?:[^#]*&)?)[^=&#]+(?=&|#|$)|(?<=#).+", RegexOptions.Singleline, 1000)]
    private static partial Regex QueryValues();
}
