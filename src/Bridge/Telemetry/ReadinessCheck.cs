namespace Bridge.Telemetry;

/// <summary>A part without which Bridge should get no traffic; a feature registers its own as a singleton.</summary>
/// <param name="Part">What it is, such as <c>store</c>.</param>
/// <param name="WhyNotReady">Null when it is ready; otherwise one sentence why not, without secrets or personal data. It should answer at once.</param>
internal sealed record ReadinessCheck(string Part, Func<CancellationToken, ValueTask<string?>> WhyNotReady);
