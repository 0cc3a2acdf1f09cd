using System.Security.Cryptography;

namespace Bridge.Ops.Pages;

/// <summary>The one style sheet. Its address holds its hash, so that browsers keep it for good.</summary>
internal static class Stylesheet
{
    private const string Resource = "ops.style.css";
    private static readonly byte[] Content = Read();

    public static string Address { get; } = $"{OpsSetup.PagePath}/style.{Convert.ToHexStringLower(SHA256.HashData(Content))[..12]}.css";

    public static IResult Send(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(Content, "text/css; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream(Resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
