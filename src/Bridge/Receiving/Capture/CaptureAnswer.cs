using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Receiving.Capture;

/// <summary>
/// What <c>POST /v1/capture</c> answers: every index of the batch is accepted, a duplicate of another, rejected or dropped.
/// </summary>
/// <param name="Error">Why nothing is stored; null when something is.</param>
/// <param name="Duplicates">Events that say what another one of the same batch said; what an earlier batch said is recognised at intake,
/// and counts as accepted here.</param>
/// <param name="Dropped">What a rule drops; null when there is none.</param>
internal sealed record CaptureAnswer(
    string? Error,
    int Accepted,
    int Duplicates,
    IReadOnlyList<RejectedEvent> Rejected,
    IReadOnlyList<DroppedEvent>? Dropped
)
{
    /// <summary>By which the log line is found; null when something is stored.</summary>
    public string? TraceId { get; init; }

    /// <param name="leaves">Whether events of a name leave Bridge.</param>
    /// <param name="error">Why nothing is stored; then nothing counts as accepted.</param>
    public static CaptureAnswer Of(CaptureRequest request, Func<string, bool> leaves, string? error = null)
    {
        List<DroppedEvent> kept = [.. request.Events.Where(item => !leaves(item.Name)).Select(DroppedEvent.NotForwarded)];
        List<DroppedEvent> dropped = [.. request.Dropped.Select(item => DroppedEvent.NotTrack(item.Index)), .. error is null ? kept : []];
        return new(
            error,
            error is null ? request.Events.Count - kept.Count : 0,
            error is null ? request.Duplicates : 0,
            [.. request.Invalid.Select(RejectedEvent.Of)],
            dropped.Count == 0 ? null : [.. dropped.OrderBy(item => item.Index)]
        );
    }
}

/// <summary>An event that is not accepted, and the first thing that is wrong with it.</summary>
/// <param name="Also">What else is; null when nothing is.</param>
internal sealed record RejectedEvent(int Index, string Path, string Problem, IReadOnlyList<CaptureProblem>? Also)
{
    public static RejectedEvent Of(InvalidEvent item) =>
        new(item.Index, item.Problems[0].Path, item.Problems[0].Problem, item.Problems.Count == 1 ? null : [.. item.Problems.Skip(1)]);
}

/// <summary>What a rule drops: a call that is no track event, or an event that does not leave Bridge.</summary>
/// <param name="Hint">What would let it leave; null when nothing would.</param>
internal sealed record DroppedEvent(int Index, string Rule, string? Hint)
{
    public static DroppedEvent NotTrack(int index) => new(index, CaptureRequest.NotTrackRule, Hint: null);

    public static DroppedEvent NotForwarded(CapturedEvent item) =>
        new(item.Index, Forwarding.Rule, $"Events:Forward does not name {item.Name}: add it, {item.Name.Split('.')[0]}.* or all.");
}

/// <summary>Why a request is refused before anything of it was looked at.</summary>
internal sealed record CaptureRefusal(string Error, string TraceId);

[JsonSerializable(typeof(CaptureAnswer))]
[JsonSerializable(typeof(CaptureRefusal))]
internal sealed partial class CaptureJson : JsonSerializerContext
{
    /// <summary>Never for HTML: letters of all alphabets stay readable.</summary>
    public static readonly CaptureJson Readable = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );
}
