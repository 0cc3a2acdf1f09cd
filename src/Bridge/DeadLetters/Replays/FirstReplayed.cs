using Bridge.Storage.Administration;

namespace Bridge.DeadLetters.Replays;

/// <summary>
/// The first dead letters of a replay go ahead of the others for a while: when all of them die again, the cause is not mended, and the
/// replay stops itself instead of killing the rest once more.
/// </summary>
internal static class FirstReplayed
{
    public const int Count = 20;

    /// <summary>Why a replay stopped itself. It stays until something is delivered, so that who resumes it is not stopped again.</summary>
    public const string AllDied =
        "All of the first 20 died again, so it stopped itself: see why, mend that, and resume it; or cancel it, and the others stay as "
        + "they are.";

    public const string GoAhead = "The first 20 go ahead of the others; they have not arrived yet.";

    /// <summary>How long the others wait for them: a collector that gives no answer says nothing about them.</summary>
    public static readonly TimeSpan Alone = TimeSpan.FromSeconds(10);

    /// <summary>Whether the others wait for them still.</summary>
    /// <param name="since">How long they have been going.</param>
    public static bool AreAlone(ReplayRow replay, TimeSpan since) =>
        replay is { Delivered: 0, Released: <= Count } && !WasResumed(replay) && since < Alone;

    public static bool AllDiedAgain(ReplayRow replay) => replay is { Delivered: 0, Failed: >= Count } && !WasResumed(replay);

    /// <summary>Whether somebody resumed it although they all died.</summary>
    public static bool WasResumed(ReplayRow replay) => replay is { BlockedReason: AllDied, Delivered: 0 };

    /// <summary>Pauses a replay, if there is anything left of it.</summary>
    /// <returns>Whether it is paused.</returns>
    public static async Task<bool> StopAsync(AdminConnection connection, ReplayRow replay, DateTimeOffset now)
    {
        var isStopped =
            await connection.ExecuteAsync(
                """
                UPDATE replays SET state = 'paused', blocked_reason = @AllDied WHERE id = @Id AND state = 'running'
                AND EXISTS (SELECT 1 FROM replay_dead_letters WHERE replay = @Id)
                """,
                new { replay.Id, AllDied }
            ) == 1;
        if (isStopped)
        {
            var left = replay.Total - replay.Released;
            await AuditTable.AddAsync(connection, now, "replay", "pause replay", left, $"replay {replay.Id}, whose first all died again");
        }

        return isStopped;
    }
}
