using System.IO.Compression;

namespace Bridge.Receiving.Capture;

/// <summary>
/// The body of a capture as the sender wrote it, decompressed where it came compressed, within the bounds of size and memory.
/// </summary>
internal static class CaptureBody
{
    /// <summary>As it came, and once it is decompressed.</summary>
    public const int MaxBytes = 512 * 1024;

    private const int Step = 16 * 1024;

    /// <summary>Whether it came compressed; null for a way of compressing that nobody reads here.</summary>
    public static bool? IsCompressed(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().Trim() switch
        {
            "" or "identity" => false,
            "gzip" or "x-gzip" => true,
            _ => null,
        };

    /// <summary>Stops at the bound, however much would come of it.</summary>
    /// <returns>0 when it is all in <paramref name="into"/>; otherwise the status to answer.</returns>
    public static int Decompress(ReadOnlyMemory<byte> compressed, BodyBuffer into)
    {
        Span<byte> some = stackalloc byte[Step];
        using var gzip = new GZipStream(new MemoryStream(compressed.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            while (gzip.Read(some) is var length and > 0)
            {
                if (into.Length + length > MaxBytes)
                {
                    return StatusCodes.Status413PayloadTooLarge;
                }

                if (!into.TryAppend(some[..length]))
                {
                    return StatusCodes.Status503ServiceUnavailable;
                }
            }

            return 0;
        }
        catch (InvalidDataException)
        {
            return StatusCodes.Status400BadRequest;
        }
    }
}
