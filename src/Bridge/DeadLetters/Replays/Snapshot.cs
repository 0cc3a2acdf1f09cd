using System.Globalization;

namespace Bridge.DeadLetters.Replays;

/// <summary>What a plan saw: dead letters up to a number, as they were at a time. Its text names the plan.</summary>
internal sealed record Snapshot(long UpTo, DateTimeOffset TakenAt, Guid Nonce)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{UpTo}-{TakenAt.ToUnixTimeMilliseconds()}-{Nonce:N}");

    /// <exception cref="AdminException">It is no snapshot of a plan.</exception>
    public static Snapshot Parse(string text) =>
        text.Split('-') is [var upTo, var takenAt, var nonce]
        && long.TryParse(upTo, NumberStyles.None, CultureInfo.InvariantCulture, out var deadLetter)
        && long.TryParse(takenAt, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
        && time < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && Guid.TryParseExact(nonce, "N", out var id)
            ? new Snapshot(deadLetter, DateTimeOffset.FromUnixTimeMilliseconds(time), id)
            : throw new AdminException(
                AdminProblem.Invalid,
                "The snapshot is not one that a plan gave. Ask for the plan, and start it with its snapshot."
            );
}
