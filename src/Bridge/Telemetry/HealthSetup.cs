namespace Bridge.Telemetry;

internal static class HealthSetup
{
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Health>().AddHostedService<ShutdownDelay>();
        return builder;
    }

    /// <summary><c>/healthz/live</c>: the process runs. <c>/healthz/ready</c>: it should get traffic; 503 names the part that is in the way, and 200 any that it goes on without.</summary>
    public static WebApplication MapHealth(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<Health>();
        app.MapGet("/healthz/live", (RequestDelegate)(_ => Task.CompletedTask));
        app.MapGet("/healthz/ready", (RequestDelegate)(context => AnswerAsync(health, context)));
        return app;
    }

    private static async Task AnswerAsync(Health health, HttpContext context)
    {
        var notReady = await health.FindWhatIsNotReadyAsync(context.RequestAborted);
        using var body = new MemoryStream();
        Health.Write(body, notReady, health.FindWhatIsDegraded(), await health.ReadFiguresAsync(context.RequestAborted));

        context.Response.StatusCode = notReady.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
