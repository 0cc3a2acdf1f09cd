using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Translation;

namespace Bridge.Core.Capture;

/// <summary>What the events of one request have in common, and what becomes of each.</summary>
/// <param name="SentAt">As the request says it.</param>
internal sealed record CaptureBatch(CaptureSender Sender, JsonView SentAt, CaptureTime Time, HandoffTriggers Triggers)
{
    private const int LongestPath = 200;

    /// <summary>What the contract says, but that a time may be missing; and whether the sender may speak of that number.</summary>
    public List<CaptureProblem> FindProblems(JsonView item)
    {
        var problems = CaptureContract
            .CheckEvent(item)
            .Where(problem => problem is not { Path: "timestamp", Problem: CaptureProblem.Missing })
            .ToList();
        if (item.FindRepeatedName() is { } path)
        {
            problems.Add(new CaptureProblem(JsonText.Cut(path, LongestPath), CaptureProblem.Repeated));
        }

        if (item.IsObject && FindProblemOfNumber(item) is { } problem)
        {
            problems.Add(problem);
        }

        return problems;
    }

    public CapturedEvent ToEvent(int index, JsonView item)
    {
        var number = NumberOf(item);
        var happenedAt = Time.Read(item);
        var id = EventId.From(CaptureKeys.Of(Sender, item, number, happenedAt is null ? Time.ReceivedAt : null));
        var writing = new CapturedEventWriter(id, number, happenedAt ?? Time.ReceivedAt, happenedAt is null);
        return new CapturedEvent(
            index,
            id,
            item["event"u8].Text!,
            number ?? PageOf(item),
            SubjectOf(item, number, writing.HappenedAt) with
            {
                IsTimeOfReceipt = writing.IsTimeOfReceipt,
            },
            writing.Write(item)
        )
        {
            Implies = number is not null && CaptureKeys.DeliveryImpliedBy(item, number) is { } delivery ? EventId.From(delivery) : null,
        };
    }

    public InvalidEvent ToInvalid(int index, JsonView item, IReadOnlyList<CaptureProblem> problems)
    {
        var name = item["event"u8];
        return new InvalidEvent(
            index,
            EventId.From(CaptureKeys.OfInvalid(Sender, item)),
            CaptureRule.EventName.Holds(name) ? name.Text : null,
            FindProblemOfNumber(item) is null ? NumberOf(item) : null,
            problems,
            InvalidRequest.Write(Sender, SentAt, item)
        );
    }

    /// <summary>
    /// The ids of other people that it may name are not taken for granted, nor the account of a number: only Meta says who is who, and what
    /// is whose.
    /// </summary>
    private EventSubject SubjectOf(JsonView item, string? number, DateTimeOffset happenedAt) =>
        new(
            item["userId"u8].Text!,
            number is null ? PageOf(item) : null,
            number,
            Phone: null,
            Bsuid: null,
            ParentBsuid: null,
            Username: null,
            PreviousUserId: null,
            NewUserId: null,
            item["properties"u8]["chatId"u8].Name,
            happenedAt
        )
        {
            Step = ConversationSteps.OfCrm(item["event"u8].Text!, item["properties"u8], number, Triggers),
        };

    /// <summary>The number it names, or the only one the sender has.</summary>
    private string? NumberOf(JsonView item) => Named(item) ?? (Sender.Sources is [var only] && PageOf(item) is null ? only : null);

    private static string? Named(JsonView item) => item["context"u8]["phoneNumberId"u8].Id;

    /// <summary>Other channels than WhatsApp have pages instead of numbers.</summary>
    private static string? PageOf(JsonView item)
    {
        var context = item["context"u8];
        return context["channel"u8].Is("whatsapp"u8) ? null : context["businessAccountId"u8].Id;
    }

    private CaptureProblem? FindProblemOfNumber(JsonView item) =>
        Sender.Sources.Count == 0 ? null
        : item["properties"u8]["phoneNumberId"u8].Id is { } told && !Sender.Sources.Contains(told)
            ? new CaptureProblem("properties.phoneNumberId", CaptureProblem.OtherNumber)
        : (Named(item) ?? PageOf(item)) is { } number
            ? Sender.Sources.Contains(number) ? null
                : new CaptureProblem("context.phoneNumberId", CaptureProblem.OtherNumber)
        : Sender.Sources.Count == 1 ? null
        : new CaptureProblem("context.phoneNumberId", CaptureProblem.WhichNumber);
}
