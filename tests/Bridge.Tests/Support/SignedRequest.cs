using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Support;

/// <summary>A webhook as Meta posts it. The signature is computed here and not by the code under test.</summary>
internal static class SignedRequest
{
    public const string Path = "/webhook/meta";
    public const string Secret = "app-secret-of-the-tests";
    public const string VerifyToken = "verify-token-of-the-tests";

    public static HttpRequestMessage Create(string body, string secret = Secret) => Create(Encoding.UTF8.GetBytes(body), secret);

    public static HttpRequestMessage Create(byte[] body, string secret = Secret) => WithHeader(body, Sign(body, secret));

    /// <summary>With these values of the signature's header; none when there are none.</summary>
    public static HttpRequestMessage WithHeader(byte[] body, params string[] signatures)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signatures.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("X-Hub-Signature-256", signatures);
        }

        return request;
    }

    public static string Sign(byte[] body, string secret = Secret) =>
        "sha256=" + Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)).ToLowerInvariant();
}
