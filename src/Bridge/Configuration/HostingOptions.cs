using System.ComponentModel.DataAnnotations;

namespace Bridge.Configuration;

/// <summary>How the process stops: keys at the top level.</summary>
internal sealed class HostingOptions
{
    /// <summary>
    /// How long requests, commits and posts in flight may take to end after the process was told to stop, in seconds. 30 unless set; 1 to
    /// 600.
    /// </summary>
    [Range(1, 600)]
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>
    /// How long the process still serves after it was told to stop, while <c>/healthz/ready</c> already says no, in seconds: the time a
    /// load balancer needs to notice. 0 unless set; 0 to 120.
    /// </summary>
    [Range(0, 120)]
    public int ShutdownDelaySeconds { get; init; }
}
