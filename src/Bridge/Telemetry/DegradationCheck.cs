namespace Bridge.Telemetry;

/// <summary>A part that may fail while Bridge goes on without it; a feature registers its own as a singleton. Readiness tells it without being false.</summary>
/// <param name="Part">What it is, such as <c>broker</c>.</param>
/// <param name="WhyDegraded">Null when it is well; otherwise one sentence, without secrets or personal data. It answers at once.</param>
internal sealed record DegradationCheck(string Part, Func<string?> WhyDegraded);
