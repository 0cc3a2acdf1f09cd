namespace Bridge.Intake;

/// <summary>Why nothing is consumed; null while it is. Thread-safe.</summary>
internal sealed class IntakeState
{
    private volatile string? _problem;

    public string? Problem
    {
        get => _problem;
        set => _problem = value;
    }
}
