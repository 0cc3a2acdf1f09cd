using System.ComponentModel.DataAnnotations;

namespace Bridge.Storage;

/// <summary>Where the store is (<c>Store</c>).</summary>
internal sealed class StoreOptions
{
    public const string Section = "Store";

    /// <summary>How a sentence names <see cref="ConnectionString"/>.</summary>
    public const string Address = "Store:ConnectionString (STORE)";

    /// <summary>
    /// The kind of store: <c>sqlite</c>, a file of this process alone, or <c>postgres</c>, a database that several forwarders share.
    /// <c>sqlite</c> unless set, or <c>postgres</c> when <see cref="ConnectionString"/> is a <c>postgres://</c> address.
    /// </summary>
    [AllowedValues(
        null,
        StoreProvider.Sqlite,
        StoreProvider.Postgres,
        ErrorMessage = "Store:Provider (Store__Provider) must be sqlite or postgres."
    )]
    public string? Provider { get; init; }

    /// <summary>
    /// For <c>sqlite</c> the file: a path, or <c>Data Source=path</c>; <c>bridge.db</c> in the working directory unless set. For
    /// <c>postgres</c> <c>postgres://user:password@host/database</c> or the same as Npgsql writes it,
    /// <c>Host=…;Username=…;Password=…;Database=…</c>.
    /// </summary>
    [Required(ErrorMessage = Address + " must be the path of a file, or postgres://user:password@host/database.")]
    public string ConnectionString { get; init; } = "bridge.db";

    /// <summary>
    /// How large the SQLite file may become, in bytes, without its write-ahead log; 0, the default, leaves it to the disk.
    /// </summary>
    /// <remarks>
    /// The last tenth is kept for working off what was accepted: new webhooks are refused before it.
    /// The file does not shrink when a backlog is drained; its free pages are used again.
    /// </remarks>
    [Range(0d, long.MaxValue, ErrorMessage = "Store:MaxBytes (Store__MaxBytes) must be 0 or a number of bytes.")]
    public long MaxBytes { get; init; }

    /// <summary>
    /// How much of the disk (and of the free pages in the file) webhooks must leave free, in bytes; below it they are refused, while what
    /// was accepted is still worked off. 128 MiB unless set; 0 for none, up to 1 TiB. For SQLite files, the spool's too.
    /// </summary>
    [Range(
        0d,
        1d * (1L << 40),
        ErrorMessage = "Store:KeepFreeBytes (Store__KeepFreeBytes) must be between 0 and 1099511627776 (1 TiB) bytes."
    )]
    public long KeepFreeBytes { get; init; } = 128 << 20;
}
