using Bridge.Core.Events;
using Bridge.Core.Json;
using Microsoft.Extensions.Primitives;

namespace Bridge.Simulation.Collecting;

/// <summary><c>POST /v1/capture</c> as strictly as the contract says: a batch is taken whole or not at all.</summary>
internal sealed class CaptureEndpoint(CollectorSettings settings, TakenEvents taken, Failures failures, TimeProvider clock)
{
    private const int MostProblems = 10_000;

    private readonly List<string> _problems = [];
    private long _turnedAway;
    private long _refused;

    /// <summary>How many batches it answered with the failure it was told to give.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <summary>How many batches broke the contract or held an event it was told to refuse.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What broke the contract, a line each.</summary>
    public IReadOnlyList<string> Problems
    {
        get
        {
            lock (_problems)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Told of each event that is taken for the first time.</summary>
    public Action<JsonView>? Took { get; set; }

    /// <summary>Told of each line that says why a batch was refused.</summary>
    public Action<string>? Disliked { get; set; }

    public async Task<IResult> AnswerAsync(HttpRequest request)
    {
        var body = await ReadAsync(request);
        if (settings.Latency > TimeSpan.Zero)
        {
            await Task.Delay(settings.Latency, clock, request.HttpContext.RequestAborted);
        }

        if (failures.Next() is var status and not 0)
        {
            Interlocked.Increment(ref _turnedAway);
            return Results.StatusCode(status);
        }

        return settings.WriteKey is { } key && request.Headers["X-Write-Key"] != new StringValues(key)
            ? Refuse(StatusCodes.Status401Unauthorized, "unknown write key", [])
            : Judge(body);
    }

    private IResult Judge(ReadOnlyMemory<byte> body)
    {
        if (!JsonTape.TryParse(body, out var tape))
        {
            return Refuse(StatusCodes.Status400BadRequest, "the batch breaks the contract", ["the body is not JSON"]);
        }

        using (tape)
        {
            var batch = tape.Root["batch"u8];
            return CaptureContract.Check(tape.Root) is { Count: > 0 } problems
                    ? Refuse(StatusCodes.Status400BadRequest, "the batch breaks the contract", problems)
                : Unwanted(batch) is { Count: > 0 } unwanted
                    ? Refuse(StatusCodes.Status400BadRequest, "the batch holds events this collector refuses", unwanted)
                : Take(batch);
        }
    }

    private List<string> Unwanted(JsonView batch)
    {
        var found = new List<string>();
        var index = 0;
        foreach (var item in batch.Items)
        {
            found.AddRange(
                settings.Refusals.Where(refusal => refusal.Matches(item)).Select(refusal => $"batch[{index}]: {refusal} is refused")
            );
            index++;
        }

        return found;
    }

    private IResult Take(JsonView batch)
    {
        var now = clock.GetUtcNow();
        var count = 0;
        foreach (var item in batch.Items)
        {
            count++;
            if (taken.Add(item, now))
            {
                Took?.Invoke(item);
            }
        }

        return Results.Json(new Accepted(count), CollectorJson.Default.Accepted);
    }

    private IResult Refuse(int status, string error, IReadOnlyList<string> problems)
    {
        Interlocked.Increment(ref _refused);
        foreach (var problem in problems.DefaultIfEmpty(error))
        {
            Disliked?.Invoke(problem);
        }

        lock (_problems)
        {
            _problems.AddRange(problems.Take(MostProblems - _problems.Count));
        }

        return Results.Json(new Refused(error, problems), CollectorJson.Default.Refused, statusCode: status);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
