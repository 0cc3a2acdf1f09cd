using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>How many items a transaction takes in: few while requests wait for the writer too, many when intake has it alone.</summary>
internal sealed class SliceSize(SqliteDatabase database)
{
    internal const int WhileRequestsWait = 128;
    internal const int Alone = 500;

    private long _urgentRuns;

    /// <summary>The size of the next slice; for one caller.</summary>
    public int Next()
    {
        var before = _urgentRuns;
        _urgentRuns = database.Writer.UrgentRuns;
        return _urgentRuns == before ? Alone : WhileRequestsWait;
    }
}
