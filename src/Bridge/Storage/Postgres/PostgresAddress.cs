using System.Data.Common;
using System.Text;
using Npgsql;

namespace Bridge.Storage.Postgres;

/// <summary>
/// From <c>Store:ConnectionString</c> to what Npgsql understands: it does not read the addresses that everything else around PostgreSQL
/// writes.
/// </summary>
internal static class PostgresAddress
{
    /// <summary>
    /// What counts unless the connection string says otherwise. The pool is small, because several forwarders share the server's 100
    /// connections. Kerberos is not asked for: its library is in no small image, and asking costs a round trip and a line of alarm.
    /// </summary>
    /// <remarks>
    /// Statements are not prepared, although that would save the server a fifth of what a group costs it: a pooler that lends a connection
    /// for one transaction could run what another had prepared under the same name. Who has no such pooler may say so.
    /// </remarks>
    private const string Defaults =
        "Application Name=bridge;Maximum Pool Size=20;Timeout=5;Command Timeout=30;Keepalive=30;GSS Encryption Mode=Disable;";

    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    public static bool IsUrl(string? connectionString) =>
        connectionString is not null
        && Array.Exists(Schemes, scheme => connectionString.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="StorageException">It names no server. The message repeats nothing of it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(
                Defaults + (IsUrl(connectionString) ? FromUrl(connectionString) : connectionString)
            );
            settings.IncludeErrorDetail = false; // the detail of an error holds values of the row
            return string.IsNullOrWhiteSpace(settings.Host) ? throw NotAnAddress() : settings;
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or UriFormatException)
        {
            throw NotAnAddress();
        }
    }

    /// <remarks>
    /// By hand, because <see cref="Uri"/> knows no list of hosts:
    /// <c>postgres://user:password@first:5432,second:5432/database?sslmode=require</c>.
    /// </remarks>
    private static string FromUrl(string url)
    {
        var settings = new StringBuilder();
        var (address, parameters) = Cut(url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, database) = Cut(address, '/');
        var at = authority.LastIndexOf('@');
        SetUser(settings, at < 0 ? "" : authority[..at]);
        SetHost(settings, authority[(at + 1)..]);
        Set(settings, "Database", database);
        foreach (var parameter in parameters.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(parameter, '=');
            Set(settings, Keyword(name), value);
        }

        return settings.ToString();
    }

    private static void SetUser(StringBuilder settings, string user)
    {
        var (name, password) = Cut(user, ':');
        Set(settings, "Username", name);
        Set(settings, "Password", password);
    }

    private static void SetHost(StringBuilder settings, string hosts)
    {
        var colon = hosts.LastIndexOf(':');
        if (hosts.Contains(',', StringComparison.Ordinal) || colon < 0 || hosts.EndsWith(']'))
        {
            Set(settings, "Host", hosts);
            return;
        }

        Set(settings, "Host", hosts[..colon].Trim('[', ']'));
        Set(settings, "Port", hosts[(colon + 1)..]);
    }

    private static void Set(StringBuilder settings, string keyword, string value)
    {
        if (value.Length > 0)
        {
            DbConnectionStringBuilder.AppendKeyValuePair(settings, keyword, Uri.UnescapeDataString(value));
        }
    }

    /// <summary>The names that libpq has for what Npgsql calls otherwise; the rest differs in the underscores only.</summary>
    private static string Keyword(string parameter) =>
        parameter switch
        {
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "connect_timeout" => "Timeout",
            "user" => "Username",
            "dbname" => "Database",
            _ => parameter.Replace('_', ' '),
        };

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }

    private static StorageException NotAnAddress() =>
        new(
            $"{StoreOptions.Address} must be postgres://user:password@host/database, "
                + "or Host=…;Username=…;Password=…;Database=…, for Store:Provider postgres."
        );
}
