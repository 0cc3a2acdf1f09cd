using System.ComponentModel.DataAnnotations;

namespace Bridge.Storage;

/// <summary>How much may wait between receiving and intake, or for the broker (<c>Spool</c>).</summary>
internal sealed class SpoolOptions
{
    public const string Section = "Spool";

    /// <summary>How a sentence names <see cref="Path"/>.</summary>
    public const string Address = "Spool:Path (environment Spool__Path)";

    /// <summary>
    /// Whether there is a spool for what the broker cannot take just now. True unless set; false for a file system that is only read.
    /// Without a broker there must be one.
    /// </summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The spool's file, where the process has no SQLite store; otherwise the spool is in the store's file. <c>spool.db</c> in the working
    /// directory unless set.
    /// </summary>
    [Required]
    public string Path { get; init; } = "spool.db";

    /// <summary>The bytes of events the spool may hold; more is answered 503. 1 GiB unless set; 1 MiB to 1 TiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxBytes { get; init; } = 1 << 30;
}
