using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Telemetry;

internal static class HealthSetup
{
    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReadinessProbe>().AddHostedService<ShutdownDelay>();
        return builder;
    }

    /// <summary>
    /// <c>/healthz/live</c>: the process runs. <c>/healthz/ready</c>: it should get traffic; 503 names the part that is in the way, and 200
    /// any that it goes on without.
    /// </summary>
    public static WebApplication MapHealth(this WebApplication app)
    {
        var probe = app.Services.GetRequiredService<ReadinessProbe>();
        app.MapGet("/healthz/live", (RequestDelegate)(_ => Task.CompletedTask));
        app.MapGet("/healthz/ready", (RequestDelegate)(context => AnswerAsync(probe, context, app.Lifetime.ApplicationStopping)));
        return app;
    }

    private static async Task AnswerAsync(ReadinessProbe probe, HttpContext context, CancellationToken stopping)
    {
        var answer = stopping.IsCancellationRequested
            ? ReadinessAnswer.Stopping
            : ReadinessAnswer.Of(await probe.AskAsync(context.RequestAborted));
        using var body = new MemoryStream();
        answer.Write(body);

        context.Response.StatusCode = answer.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
    }
}
