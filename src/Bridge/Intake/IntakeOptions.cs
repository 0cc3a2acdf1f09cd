using System.ComponentModel.DataAnnotations;

namespace Bridge.Intake;

/// <summary>How what was received is taken in (<c>Intake</c>).</summary>
internal sealed class IntakeOptions
{
    public const string Section = "Intake";

    private static readonly TimeSpan DefaultTwinHold = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an event's id is remembered to recognise repetitions. 8 days unless set; 7 days, for so long Meta repeats, to 90 days.
    /// </summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "90.00:00:00")]
    public TimeSpan RememberFor { get; init; } = TimeSpan.FromDays(8);

    /// <summary>
    /// How long the broker's messages are held while the store fails, in seconds; then they go back to the broker, and nothing is consumed
    /// until the store works. 5 unless set; 0 to 300.
    /// </summary>
    [Range(0, 300)]
    public int HoldSeconds { get; init; } = 5;

    /// <summary>
    /// How long a message that Meta could not show yet (error 131060) is deferred for the real one under the same id. 30 s unless set; 0,
    /// which sends it at once, to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan UnavailableHold { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long what Meta or a CRM tells of a message waits for what the other one tells of the same, so that both are one event. 5 s where
    /// <c>Capture:Keys</c> has a key, otherwise 0, unless set; 0, which sends it at once, to 10 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan? TwinHold { get; set; }

    public void Complete(IConfiguration configuration) =>
        TwinHold ??= configuration.GetSection("Capture:Keys").GetChildren().Any() ? DefaultTwinHold : TimeSpan.Zero;
}
