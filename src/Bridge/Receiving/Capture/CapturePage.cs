namespace Bridge.Receiving.Capture;

/// <summary>
/// The page on which <c>POST /v1/capture</c> can be read about and tried, and its document; there only while somebody may post. Everything
/// a browser loads for it comes from Bridge, and nothing from what is in the address.
/// </summary>
internal static class CapturePage
{
    private const string Prefix = "openapi";

    /// <summary>Swagger UI writes styles into its elements; nothing else is done in place.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        Guard(app.MapGet(CaptureDocument.Path, (RequestDelegate)CaptureDocument.SendAsync));
        Guard(
            app.MapSwaggerUI(
                Prefix,
                options =>
                {
                    options.DocumentTitle = "Bridge: events of your own";
                    options.SwaggerEndpoint(CaptureDocument.Path, "v1");
                    options.ConfigObject.ValidatorUrl = null;
                    options.ConfigObject.TryItOutEnabled = true;
                }
            )
        );
    }

    private static void Guard(IEndpointConventionBuilder endpoints) =>
        endpoints.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is { } answer)
            {
                endpoint.RequestDelegate = context => AnswerAsync(context, answer);
            }
        });

    private static Task AnswerAsync(HttpContext context, RequestDelegate answer)
    {
        if (context.RequestServices.GetRequiredService<CaptureKeys>().IsEmpty)
        {
            return context.RequestServices.GetRequiredService<CaptureResponder>().RefuseAsync(context, null, StatusCodes.Status404NotFound);
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return answer(context);
    }
}
