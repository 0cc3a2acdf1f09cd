namespace Bridge.Ops;

/// <summary>What somebody must be to use a route: the names of authorisation policies.</summary>
internal static class OpsPolicy
{
    /// <summary>May look, masked.</summary>
    public const string Viewer = "ops-viewer";

    /// <summary>May also act, and see what is masked.</summary>
    public const string Operator = "ops-operator";
}
