namespace Bridge.Support;

/// <summary>
/// When a test hangs: every step of it has a deadline of its own, so that this one only ends what no step foresaw, on whichever machine.
/// </summary>
internal static class Hanging
{
    /// <summary>For <c>[CancelAfter]</c>: a quarter of an hour, in milliseconds.</summary>
    public const int AfterMilliseconds = 15 * 60 * 1000;
}
