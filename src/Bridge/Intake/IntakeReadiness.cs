using Bridge.Messaging.Broker;
using Bridge.Storage.Sqlite;

namespace Bridge.Intake;

/// <summary>
/// What an intake that stands still means for the process: degraded at once; no more traffic where what comes would soon find no room.
/// </summary>
internal sealed class IntakeReadiness(IntakeState state, IncomingMessages? incoming = null, SpoolTable? spool = null)
{
    /// <summary>Null while it gets on.</summary>
    public string? WhyDegraded() => state.Standstill?.ToString();

    /// <summary>Null while there is room for what waits.</summary>
    public string? WhyNotReady() => incoming is null ? WhySpoolFills() : WhyNotConsuming(incoming);

    private string? WhySpoolFills() =>
        state.Standstill is { } standstill && spool is not null && spool.Bytes > spool.Limit / 2
            ? $"The spool is half full. {standstill}"
            : null;

    private string? WhyNotConsuming(IncomingMessages messages) =>
        !state.IsConsuming ? $"Nothing is consumed while the store fails: {state.Standstill?.Cause ?? "It has not answered yet."}"
        : messages.IsConsuming ? null
        : "The broker delivers nothing, because it cannot be reached.";
}
