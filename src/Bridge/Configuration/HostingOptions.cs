using System.ComponentModel.DataAnnotations;

namespace Bridge.Configuration;

/// <summary>How the process stops, and what stands in front of it: keys at the top level.</summary>
internal sealed class HostingOptions : IHasRules
{
    private bool _believesAll;

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

    /// <summary>
    /// The proxies in front, whose word counts for a client's address and for https: addresses or networks; a list, or one text with
    /// commas. None unless set. Read at start.
    /// </summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];

    public void Complete(IConfiguration settings)
    {
        TrustedProxies = SettingList.Read(settings, nameof(TrustedProxies), TrustedProxies);
        _believesAll = Configuration.TrustedProxies.AreAll(settings);
    }

    public IEnumerable<string> FindProblems() => Configuration.TrustedProxies.FindProblems(TrustedProxies, _believesAll);
}
