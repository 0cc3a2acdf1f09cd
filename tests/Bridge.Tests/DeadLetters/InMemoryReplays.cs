using System.Globalization;
using Bridge.DeadLetters.Replays;

namespace Bridge.DeadLetters;

/// <summary>The replays of <see cref="InMemoryDeadLetterAdmin"/>, numbered from 1 on.</summary>
internal sealed class InMemoryReplays
{
    private readonly List<Replay> _replays = [];
    private readonly Dictionary<string, long> _started = [];

    /// <summary>What becomes of a replay each time somebody looks at it; delivered whole unless a test says otherwise.</summary>
    public Func<Replay, Replay> Progress { get; set; } = DeliverWhole;

    public IReadOnlyList<Replay> NewestFirst => [.. _replays.AsEnumerable().Reverse()];

    /// <summary>As new.</summary>
    public void Clear()
    {
        _replays.Clear();
        _started.Clear();
        Progress = DeliverWhole;
    }

    /// <summary>The one that was started with this plan, if one was.</summary>
    public Replay? StartedWith(string snapshot) => _started.TryGetValue(snapshot, out var id) ? Of(id) : null;

    public Replay Start(ReplayOrder order, int count, Actor actor)
    {
        var replay = new Replay(
            _replays.Count + 1,
            ReplayState.Running,
            order.Filter,
            count,
            0,
            0,
            0,
            order.Rate,
            actor.Name,
            order.Why,
            InMemoryDeadLetterAdmin.Begin,
            null,
            null
        );
        _replays.Add(replay);
        _started.Add(order.Snapshot, replay.Id);
        return replay;
    }

    /// <summary>Somebody looks at it.</summary>
    public Replay? Find(long id)
    {
        if (_replays.FindIndex(replay => replay.Id == id) is not (>= 0 and var index))
        {
            return null;
        }

        _replays[index] = _replays[index].State is ReplayState.Running ? Progress(_replays[index]) : _replays[index];
        return _replays[index];
    }

    public Replay Change(long id, ReplayState[] from, ReplayState to)
    {
        var replay = Of(id);
        if (!from.Contains(replay.State))
        {
            throw new AdminException(
                AdminProblem.Conflict,
                $"Replay {id.ToString(CultureInfo.InvariantCulture)} is {replay.State.ToString().ToLowerInvariant()}, "
                    + $"and so cannot be {ParticipleOf(to)}."
            );
        }

        return _replays[(int)id - 1] = replay with { State = to };
    }

    private Replay Of(long id) =>
        _replays.Find(replay => replay.Id == id) ?? throw new AdminException(AdminProblem.NotFound, $"There is no replay {id}.");

    private static string ParticipleOf(ReplayState to) => to is ReplayState.Running ? "resumed" : to.ToString().ToLowerInvariant();

    private static Replay DeliverWhole(Replay replay) =>
        replay with
        {
            State = ReplayState.Finished,
            Released = replay.Total,
            Delivered = replay.Total,
            EndedAt = InMemoryDeadLetterAdmin.Begin,
        };
}
