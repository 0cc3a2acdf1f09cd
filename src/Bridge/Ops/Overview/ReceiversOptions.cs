using Bridge.Configuration;

namespace Bridge.Ops.Overview;

/// <summary>Where the receivers are that have processes of their own: section <c>Ops</c>.</summary>
internal sealed class ReceiversOptions : IHasRules
{
    public const string Section = "Ops";

    /// <summary>
    /// Addresses such as <c>http://receiver-1:8080</c>, whose spools the overview then shows. None unless set; only for receivers that run
    /// apart.
    /// </summary>
    public IReadOnlyList<string> Receivers { get; set; } = [];

    public void Complete(IConfiguration configuration) => Receivers = SettingList.Read(configuration, "Ops:Receivers", Receivers);

    public IEnumerable<string> FindProblems() =>
        from address in Receivers
        where !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
        select $"{Settings.Describe("Ops:Receivers")} must be addresses such as http://receiver-1:8080, but one is \"{address}\".";
}
