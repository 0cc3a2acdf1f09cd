using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;

namespace Bridge.Core.Capture;

/// <summary>
/// Reads the body of <c>POST /v1/capture</c>: what the collector would take becomes events, what it would refuse is invalid, each by
/// itself.
/// </summary>
public static class CaptureReader
{
    /// <summary>Segment's calls that are no track events, of which a collector of events makes nothing.</summary>
    private static readonly string[] OtherCalls = ["identify", "page", "screen", "group", "alias"];

    /// <param name="receivedAt">Stands in where an event says no usable time.</param>
    /// <param name="triggers">What asks for a person.</param>
    public static CaptureRequest Read(ReadOnlyMemory<byte> body, CaptureSender sender, DateTimeOffset receivedAt, HandoffTriggers triggers)
    {
        if (!JsonTape.TryParse(body, out var tape))
        {
            return Refuse("the body is not JSON");
        }

        using (tape)
        {
            return FindFault(tape.Root) is { } fault
                ? new CaptureRequest { Fault = fault }
                : Read(
                    new CaptureBatch(sender, tape.Root["sentAt"u8], CaptureTime.Of(tape.Root, receivedAt), triggers),
                    tape.Root["batch"u8]
                );
        }
    }

    /// <summary>Reads an <see cref="InvalidEvent.Request"/> again, which somebody may have mended.</summary>
    public static CaptureRequest ReadAgain(ReadOnlyMemory<byte> request, DateTimeOffset receivedAt, HandoffTriggers triggers)
    {
        if (!JsonTape.TryParse(request, out var tape))
        {
            return Refuse("the body is not JSON");
        }

        using (tape)
        {
            return InvalidRequest.SenderOf(tape.Root) is { } sender
                ? Read(request, sender, receivedAt, triggers)
                : Refuse("sender.name is missing, the name of the key it came with");
        }
    }

    private static CaptureRequest Refuse(string problem) => new() { Fault = new CaptureFault(IsTooMuch: false, problem) };

    private static CaptureFault? FindFault(JsonView request)
    {
        var batch = request["batch"u8];
        var count = batch.IsArray ? batch.Items.CountUpTo(CaptureContract.MostEvents + 1) : 0;
        return !batch.IsArray ? new(IsTooMuch: false, "batch is missing, an array of events")
            : count == 0 ? new(IsTooMuch: false, "batch is empty")
            : count > CaptureContract.MostEvents ? new(IsTooMuch: true, $"batch holds more than {CaptureContract.MostEvents} events")
            : HasTwo(request, "batch"u8) ? new(IsTooMuch: false, "batch stands there twice")
            : FindTooLarge(batch);
    }

    private static CaptureFault? FindTooLarge(JsonView batch)
    {
        var index = 0;
        foreach (var item in batch.Items)
        {
            if (item.Raw.Length > CaptureContract.MaxEventBytes)
            {
                return new(IsTooMuch: true, $"batch[{index}] has more than {CaptureContract.MaxEventBytes} bytes");
            }

            index++;
        }

        return null;
    }

    private static bool HasTwo(JsonView request, ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (var member in request.Properties)
        {
            count += member.Is(name) ? 1 : 0;
        }

        return count > 1;
    }

    private static CaptureRequest Read(CaptureBatch batch, JsonView items)
    {
        var request = new CaptureRequest();
        var ids = new HashSet<Guid>();
        var index = 0;
        foreach (var item in items.Items)
        {
            if (item["type"u8].Text is { } type && OtherCalls.Contains(type))
            {
                request.Dropped.Add((index, type));
            }
            else if (batch.FindProblems(item) is { Count: > 0 } problems)
            {
                request.Invalid.Add(batch.ToInvalid(index, item, problems));
            }
            else
            {
                Take(batch.ToEvent(index, item), ids, request);
            }

            index++;
        }

        return request;
    }

    private static void Take(CapturedEvent captured, HashSet<Guid> ids, CaptureRequest request)
    {
        if (ids.Add(captured.Id))
        {
            request.Events.Add(captured);
        }
        else
        {
            request.Duplicates++;
        }
    }
}
