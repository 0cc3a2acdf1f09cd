using System.Diagnostics;
using System.Globalization;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>
/// Forwarders of this machine that were killed: whoever runs beside them, or in their place, says goodbye for them, so that nobody waits
/// for their word.
/// </summary>
/// <remarks>
/// What a forwarder held returns to the queue when its process ends, since that closes its connection; from then on those who take it
/// speak for it. So that the process is gone must be certain, and only its own machine knows: one that is alive and slow may still take in
/// what it holds, and conversations would end without it. Another machine's forwarder is therefore waited for, as is one whose process id
/// somebody else has by now. The goodbye is stamped with the present, because nobody knows when the process ended; should two machines
/// share a name and the other's forwarder live, its next word takes the goodbye back, before the goodbye counts.
/// </remarks>
internal static class FallenForwarders
{
    /// <summary>A forwarder that lives and has its store speaks many times in this.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(30);

    private static readonly string Machine = $"{Environment.MachineName}:";

    /// <summary>A name for this process as a forwarder, from which another can tell later whether it still runs.</summary>
    public static string NameSelf() => $"{Machine}{Environment.ProcessId}:{Guid.NewGuid():N}";

    /// <summary>The goodbyes that are missing.</summary>
    /// <param name="me">The name of who asks.</param>
    public static IEnumerable<Heartbeat> SayGoodbye(Heartbeats heartbeats, string me) =>
        from row in heartbeats.Rows
        where row is { Role: HeartbeatRole.Forward, IsLeaving: false } && row.Instance != me
        where heartbeats.Now - row.At > Silent && IsGone(row.Instance)
        select new Heartbeat(row.Role, row.Instance, row.ClearUntil, IsLeaving: true);

    private static bool IsGone(string instance) =>
        instance.StartsWith(Machine, StringComparison.Ordinal)
        && instance[Machine.Length..].Split(':') is [var process, _]
        && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && !Runs(id);

    /// <summary>An earlier process with the id of this one, as the first in a container has it after every start, is gone.</summary>
    private static bool Runs(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return id != Environment.ProcessId;
        }
        catch (ArgumentException)
        {
            return false; // this is how it says that there is none
        }
    }
}
