using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Core.Capture;
using Bridge.Core.Events;

namespace Bridge.Receiving.Capture;

/// <summary>
/// What <c>POST /v1/capture</c> answers: every index of the batch is accepted, a duplicate of another, rejected or dropped.
/// </summary>
/// <param name="Error">Why nothing is stored; null when something is.</param>
/// <param name="Duplicates">Events that say what another one of the same batch said.</param>
/// <param name="Dropped">What a rule drops; null when there is none.</param>
internal sealed record CaptureAnswer(
    string? Error,
    int Accepted,
    int Duplicates,
    IReadOnlyList<RejectedEvent> Rejected,
    IReadOnlyList<DroppedCall>? Dropped
)
{
    /// <param name="error">Why nothing is stored; then nothing counts as accepted.</param>
    public static CaptureAnswer Of(CaptureRequest request, string? error = null) =>
        new(
            error,
            error is null ? request.Events.Count : 0,
            error is null ? request.Duplicates : 0,
            [.. request.Invalid.Select(RejectedEvent.Of)],
            request.Dropped.Count == 0
                ? null
                : [.. request.Dropped.Select(dropped => new DroppedCall(dropped.Index, CaptureRequest.NotTrackRule))]
        );
}

/// <summary>An event that is not accepted, and the first thing that is wrong with it.</summary>
/// <param name="Also">What else is; null when nothing is.</param>
internal sealed record RejectedEvent(int Index, string Path, string Problem, IReadOnlyList<CaptureProblem>? Also)
{
    public static RejectedEvent Of(InvalidEvent item) =>
        new(item.Index, item.Problems[0].Path, item.Problems[0].Problem, item.Problems.Count == 1 ? null : [.. item.Problems.Skip(1)]);
}

/// <summary>A call that a rule drops.</summary>
internal sealed record DroppedCall(int Index, string Rule);

/// <summary>Why a request is refused before anything of it was looked at.</summary>
internal sealed record CaptureRefusal(string Error);

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
