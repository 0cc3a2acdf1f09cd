using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Bridge.Ops.Pages;

/// <summary>What the next page says about what was just done.</summary>
/// <param name="Undo">The dead letters that were put aside, as in an address, when that can be undone.</param>
internal sealed record Notice(string Text, string? Undo = null)
{
    private const string Cookie = "bridge-notice";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan UndoLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Whether it says that something went wrong.</summary>
    public bool IsProblem { get; init; }

    /// <summary>Leaves it for the next page, in a cookie that only that page gets and nobody else can write.</summary>
    public void Leave(HttpContext context, string address)
    {
        var text = Protector(context).Protect(JsonSerializer.Serialize(this));
        context.Response.Cookies.Append(Cookie, text, Options(context, PathOf(address), Undo is null ? Lifetime : UndoLifetime));
    }

    /// <param name="keep">Whether the page comes again by itself soon, and the message should be there still.</param>
    public static Notice? Take(HttpContext context, bool keep)
    {
        if (context.Request.Cookies[Cookie] is not { } text)
        {
            return null;
        }

        var notice = Read(context, text);
        if (!keep && notice?.Undo is null)
        {
            context.Response.Cookies.Delete(Cookie, Options(context, context.Request.Path, Lifetime));
        }

        return notice;
    }

    private static Notice? Read(HttpContext context, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Notice>(Protector(context).Unprotect(text));
        }
        catch (CryptographicException)
        {
            return null; // from before a restart, or not from here
        }
    }

    private static string PathOf(string address) => address.Split('?')[0];

    private static CookieOptions Options(HttpContext context, string path, TimeSpan lifetime) =>
        new()
        {
            Path = path,
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            MaxAge = lifetime,
        };

    private static IDataProtector Protector(HttpContext context) =>
        context.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("notice");
}
