using System.ComponentModel.DataAnnotations;

namespace Bridge.Storage;

/// <summary>Where the store is (<c>Store</c>).</summary>
internal sealed class StoreOptions
{
    public const string Section = "Store";

    /// <summary>The kind of store: <c>sqlite</c>, the default and so far the only one.</summary>
    [AllowedValues("sqlite", ErrorMessage = "Store:Provider (Store__Provider) must be sqlite.")]
    public string Provider { get; init; } = "sqlite";

    /// <summary>The file: a path, or <c>Data Source=path</c>. <c>bridge.db</c> in the working directory unless set.</summary>
    [Required(ErrorMessage = "Store:ConnectionString (STORE) must be the path of a file.")]
    public string ConnectionString { get; init; } = "bridge.db";

    /// <summary>How large the file may become, in bytes, without its write-ahead log; 0, the default, leaves it to the disk.</summary>
    /// <remarks>
    /// The last tenth is kept for working off what was accepted: new webhooks are refused before it.
    /// The file does not shrink when a backlog is drained; its free pages are used again.
    /// </remarks>
    [Range(0d, long.MaxValue, ErrorMessage = "Store:MaxBytes (Store__MaxBytes) must be 0 or a number of bytes.")]
    public long MaxBytes { get; init; }

    /// <summary>How much of the disk (and of the free pages in the file) webhooks must leave free, in bytes; below it they are refused, while what was accepted is still worked off. 128 MiB unless set; 0 for none, up to 1 TiB.</summary>
    [Range(0d, 1d * (1L << 40), ErrorMessage = "Store:KeepFreeBytes (Store__KeepFreeBytes) must be between 0 and 1099511627776 (1 TiB) bytes.")]
    public long KeepFreeBytes { get; init; } = 128 << 20;
}
