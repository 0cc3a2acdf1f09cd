using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Bridge.Configuration;

namespace Bridge.Storage;

/// <summary>Where the store is (<c>Store</c>).</summary>
internal sealed partial class StoreOptions : IHasRules
{
    public const string Section = "Store";

    /// <summary>How a sentence names <see cref="ConnectionString"/>.</summary>
    public const string Address = "Store:ConnectionString (environment STORE)";

    /// <summary>
    /// The kind of store: <c>sqlite</c>, a file of this process alone, or <c>postgres</c>, a database that several forwarders share.
    /// <c>sqlite</c> unless set, or <c>postgres</c> when <see cref="ConnectionString"/> is a <c>postgres://</c> address.
    /// </summary>
    public string? Provider { get; init; }

    /// <summary>
    /// For <c>sqlite</c> the file: a path, or <c>Data Source=path</c>; <c>bridge.db</c> in the working directory unless set. For
    /// <c>postgres</c> <c>postgres://user:password@host/database</c> or the same as Npgsql writes it,
    /// <c>Host=…;Username=…;Password=…;Database=…</c>. With <c>?max_auto_prepare=60</c> at its end the server has less to do; not behind a
    /// pooler that lends connections for a transaction and keeps no prepared statements, as PgBouncer before 1.21.
    /// </summary>
    [Secret(IsWithin = true)]
    public string ConnectionString { get; init; } = "bridge.db";

    /// <summary>
    /// How large the SQLite file may become, in bytes, without its write-ahead log; 0 to
    /// 2^63-1. 0 unless set, which leaves it to the disk.
    /// </summary>
    /// <remarks>
    /// The last tenth is kept for working off what was accepted: new webhooks are refused before it.
    /// The file does not shrink when a backlog is drained; its free pages are used again.
    /// </remarks>
    [Range(typeof(long), "0", "9223372036854775807")]
    public long MaxBytes { get; init; }

    /// <summary>
    /// How much of the disk (and of the free pages in the file) webhooks must leave free, in bytes; below it they are refused, while what
    /// was accepted is still worked off. 128 MiB unless set; 0 for none, up to 1 TiB. For SQLite files, the spool's too.
    /// </summary>
    [Range(0L, 1L << 40)]
    public long KeepFreeBytes { get; init; } = 128 << 20;

    /// <remarks>Never repeats an address: it may hold a password.</remarks>
    public IEnumerable<string> FindProblems()
    {
        if (Provider is not (null or StoreProvider.Sqlite or StoreProvider.Postgres))
        {
            yield return $"{Settings.Describe("Store:Provider")} must be sqlite or postgres, but is \"{Provider}\".";
        }

        if (
            string.IsNullOrWhiteSpace(ConnectionString)
            || (!StoreProvider.IsPostgresUrl(ConnectionString) && Foreign().IsMatch(ConnectionString))
        )
        {
            yield return $"{Address} must be the path of a file, or postgres://user:password@host/database.";
        }
    }

    /// <summary>An address of some other database.</summary>
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*://", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Foreign();
}
