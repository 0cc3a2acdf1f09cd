using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bridge.Telemetry;

/// <summary>Registers what readiness asks, as health checks of the framework.</summary>
internal static class Readiness
{
    public const string Tag = "ready";

    /// <summary>Marks, among the data of a check, a part that has yet to begin.</summary>
    public const string Starting = "starting";

    /// <summary>How long a part may think. Then it gives no answer, and what was asked of it is cancelled.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Ends the part's own name; what follows makes the name of each check unique, since several may speak for one part.</summary>
    private const char Separator = '#';

    /// <summary>
    /// Adds a part that Bridge should get no traffic without, or, as <see cref="HealthStatus.Degraded"/>, one that it goes on without.
    /// </summary>
    /// <param name="part">What it is, such as <c>store</c>.</param>
    /// <param name="whyNot">Null when the part is well; otherwise one sentence, without secrets or personal data.</param>
    public static IServiceCollection AddReadiness(
        this IServiceCollection services,
        string part,
        Func<IServiceProvider, CancellationToken, ValueTask<string?>> whyNot,
        HealthStatus otherwise = HealthStatus.Unhealthy
    ) =>
        services.Add(
            part,
            otherwise,
            async (provider, cancellationToken) =>
                await whyNot(provider, cancellationToken) is { } why ? new HealthCheckResult(otherwise, why) : HealthCheckResult.Healthy()
        );

    /// <summary>
    /// Adds a part that takes a moment to begin, without which Bridge should get no traffic yet; the log does not complain of it.
    /// </summary>
    /// <param name="whyNotYet">Null once it has begun, for good; until then one sentence.</param>
    public static IServiceCollection AddStart(this IServiceCollection services, string part, Func<IServiceProvider, string?> whyNotYet) =>
        services.Add(
            part,
            HealthStatus.Unhealthy,
            (provider, _) =>
                ValueTask.FromResult(
                    whyNotYet(provider) is { } why
                        ? HealthCheckResult.Unhealthy(why, data: new Dictionary<string, object> { [Starting] = true })
                        : HealthCheckResult.Healthy()
                )
        );

    /// <summary>Adds something that piles up in this process alone, so that others can see it only by asking.</summary>
    /// <param name="name">What <c>/healthz/ready</c> calls it, such as <c>spooled</c>.</param>
    /// <param name="read">Null when it is not known; then it is left out.</param>
    public static IServiceCollection AddFigure(
        this IServiceCollection services,
        string name,
        Func<IServiceProvider, CancellationToken, Task<HealthFigure?>> read
    ) =>
        services.Add(
            name,
            HealthStatus.Healthy,
            async (provider, cancellationToken) =>
                await read(provider, cancellationToken) is { } figure
                    ? HealthCheckResult.Healthy(data: new Dictionary<string, object> { [name] = figure })
                    : HealthCheckResult.Healthy()
        );

    /// <summary>The part that a check speaks for.</summary>
    public static string PartOf(string check) => check[..check.LastIndexOf(Separator)];

    private static IServiceCollection Add(
        this IServiceCollection services,
        string part,
        HealthStatus otherwise,
        Func<IServiceProvider, CancellationToken, ValueTask<HealthCheckResult>> ask
    )
    {
        services
            .AddHealthChecks()
            .Add(new HealthCheckRegistration($"{part}{Separator}{services.Count}", provider => new Check(provider, ask), otherwise, [Tag]));
        return services;
    }

    /// <summary>One question to one part. By <see cref="TimeProvider"/>, and given up even when the part does not heed its token.</summary>
    private sealed class Check(IServiceProvider services, Func<IServiceProvider, CancellationToken, ValueTask<HealthCheckResult>> ask)
        : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var patience = new CancellationTokenSource(Patience, services.GetRequiredService<TimeProvider>());
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                return await ask(services, either.Token).AsTask().WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, "It gives no answer.");
            }
        }
    }
}

/// <summary>How much there is of something, and when the oldest of it came.</summary>
internal sealed record HealthFigure(long Count, DateTimeOffset? Oldest);
