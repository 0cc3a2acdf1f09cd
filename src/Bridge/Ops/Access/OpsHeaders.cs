namespace Bridge.Ops.Access;

/// <summary>
/// What a browser is told about every answer of <c>/ops</c> and <c>/api</c>: load nothing from elsewhere, run nothing, show it in no frame,
/// keep no copy.
/// </summary>
internal static class OpsHeaders
{
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    public static Task AddAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments(OpsSetup.PagePath, StringComparison.OrdinalIgnoreCase))
        {
            Add(context.Response, PagePolicy);
        }
        else if (context.Request.Path.StartsWithSegments(OpsSetup.ApiPath, StringComparison.OrdinalIgnoreCase))
        {
            Add(context.Response, ApiPolicy);
        }

        return next(context);
    }

    private static void Add(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store"; // both, or antiforgery warns in the log that it adds the other
    }
}
