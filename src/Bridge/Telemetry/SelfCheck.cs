namespace Bridge.Telemetry;

/// <summary>
/// A line of <c>meta-bridge check</c>; a feature registers its own as a singleton. It runs in a process that was built but not started.
/// </summary>
/// <param name="Part">What is checked, such as <c>store</c>.</param>
internal sealed record SelfCheck(string Part, Func<CancellationToken, Task<SelfCheckResult>> RunAsync)
{
    /// <summary>
    /// It opens files that one process alone may have open, until the end: it comes last, so that Bridge can start while others wait.
    /// </summary>
    public bool HoldsFiles { get; init; }
}

/// <summary>What a check found.</summary>
/// <param name="Finding">What is the case, without secrets.</param>
/// <param name="Fix">What to do about it; null when all is well.</param>
internal sealed record SelfCheckResult(string Finding, string? Fix = null)
{
    /// <summary>It works, but somebody should know what <see cref="Fix"/> says.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Bridge would not start because of a setting, and says so with exit code 2.</summary>
    public bool IsWrongSetting { get; init; }

    public bool IsOk => Fix is null || IsWarning;
}
