using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;

namespace Bridge.Core.Insights;

/// <summary>Where an event counts and as what. The rules in words are <see cref="Definitions"/>.</summary>
internal sealed partial class EventCount
{
    private readonly RollUp _into;
    private readonly ConversationMark? _mark;
    private readonly JsonView _properties;
    private readonly string _number;
    private readonly string _person;
    private readonly string _channel;
    private readonly long _at;
    private readonly List<CellKey> _places = [];
    private List<Cell>? _cells;
    private long _cellsAt;

    private EventCount(RollUp into, CountedEvent counted, JsonView said)
    {
        (_into, _mark, _properties) = (into, counted.Mark, said["properties"u8]);
        (_number, _at) = (counted.Number ?? "", TimeOf(counted, said));
        _person = (counted.About?.Phone ?? counted.About?.UserId ?? said["userId"u8].Text ?? "").TrimStart('+');
        _channel = ChannelOf(counted.About?.UserId ?? said["userId"u8].Text ?? "");
        AddPlaces(counted.About?.UserId ?? said["userId"u8].Text ?? "", counted.About?.Phone);
    }

    /// <summary>What else Bridge tells of moves no figure, and neither does what happened before it listened.</summary>
    public static void Count(RollUp into, CountedEvent counted)
    {
        if (RuleOf(counted.Name) is not { } rule || !JsonTape.TryParse(counted.Payload, out var tape))
        {
            return;
        }

        using (tape)
        {
            if (tape.Root["context"u8]["backfill"u8].Flag != true)
            {
                rule(new EventCount(into, counted, tape.Root));
            }
        }
    }

    private static Action<EventCount>? RuleOf(string name) =>
        name switch
        {
            "message.received" => static one => one.CountReceived(),
            "message.sent" => static one => one.CountSent(),
            "message.delivered" => static one => one.CountStatus(Measure.Delivered),
            "message.read" => static one => one.CountStatus(Measure.Read),
            "message.played" => static one => one.CountStatus(Measure.Played),
            "message.failed" => static one => one.Count(Measure.Failed, one.Label("failureClass"u8)),
            "contact.created" => static one => one.CountContact(),
            "chat.resolved" => static one => one.CountEnd(),
            "agent.handoff" => static one => one.Count(Measure.Handoffs, one.Label("handoffReason"u8)),
            "referral.received" => static one => one.CountPerson(),
            "order.placed" => static one => one.CountOrder(),
            _ when name.StartsWith("conversion.", StringComparison.Ordinal) => static one => one.CountConversion(),
            _ => null,
        };

    private void CountReceived()
    {
        Count(Measure.Received, Label("contentType"u8));
        CountReplies();
        CountBeginning("person");
        CountArrival();
    }

    private void CountContact()
    {
        Count(Measure.NewContacts, Label("source"u8));
        CountNewContact();
    }

    private void CountSent()
    {
        Count(Measure.Sent, Label("contentType"u8));
        CountReplies();
        CountBeginning("business");
        CountFirstAnswer();
        if (_properties["responseSeconds"u8].Exists)
        {
            Count(Measure.Answered, Label("respondedBy"u8));
        }

        Time(Duration.Response, "responseSeconds"u8, _at);
        Time(Duration.ResponseBusiness, "responseBusinessSeconds"u8, _at);
        Time(Duration.FirstResponse, "firstResponseSeconds"u8, _mark?.OpenedAt ?? _at);
        Time(Duration.FirstResponseBusiness, "firstResponseBusinessSeconds"u8, _mark?.OpenedAt ?? _at);
    }

    /// <remarks>A receipt of Messenger says "everything until then", of which nobody knows how much it is.</remarks>
    private void CountStatus(Measure measure)
    {
        if (_properties["messageId"u8].Exists)
        {
            Count(measure, null);
        }
    }

    private void CountReplies()
    {
        if (_mark is { Replies: not 0 and var replies })
        {
            CellsAt(_at).ForEach(cell => cell.Add(Measure.Replied, replies));
        }
    }

    private void CountBeginning(string by)
    {
        if (_mark is not { Begins: true, OpenedAt: var opened })
        {
            return;
        }

        Count(Measure.Opened, by, opened);
        if (_properties["reopened"u8].Flag == true)
        {
            Count(Measure.Reopened, null, opened);
        }
    }

    private void CountEnd()
    {
        if (_mark is not { Ends: true, OpenedAt: var opened })
        {
            return;
        }

        var contained = _properties["contained"u8].Flag;
        Count(Measure.Resolved, Label("resolutionType"u8), opened);
        Count(Measure.Served, ServedBy(contained), opened);
        CountIf(contained is not null, Measure.ContainmentTold, opened);
        CountIf(contained == true, Measure.Contained, opened);
        CountIf(_properties["abandoned"u8].Flag == true, Measure.Abandoned, opened);
        if (_mark.Value.CameBy is { } touch)
        {
            CountFor(touch, Measure.Resolved, opened);
        }
    }

    private string ServedBy(bool? contained) =>
        contained == true ? "self-serve"
        : _properties["serviceMode"u8].Is("agent"u8) || _properties["handoffCount"u8].Integer > 0 ? "assisted"
        : _properties["firstResponseSeconds"u8].Exists ? "assisted"
        : "neither";

    private void CountIf(bool condition, Measure measure, long at)
    {
        if (condition)
        {
            Count(measure, null, at);
        }
    }

    private void Count(Measure measure, string? label) => Count(measure, label, _at);

    private void Count(Measure measure, string? label, long at)
    {
        var cells = CellsAt(at);
        for (var i = 0; i < cells.Count; i++)
        {
            cells[i].Add(measure, 1, HasDetails(_places[i].Slice) ? label : null);
        }
    }

    private void Time(Duration duration, ReadOnlySpan<byte> property, long at)
    {
        if (_properties[property].Integer is not { } seconds)
        {
            return;
        }

        var cells = CellsAt(at);
        for (var i = 0; i < cells.Count; i++)
        {
            if (HasDetails(_places[i].Slice))
            {
                cells[i].Add(duration, seconds);
            }
        }
    }

    /// <summary>Of the others nobody asks how counts are made up or how long answers took.</summary>
    private static bool HasDetails(Slice slice) => slice is Slice.Whole or Slice.Mode or Slice.Agent or Slice.Campaign;

    /// <summary>Looked up once for an hour: most of what an event counts is of the same.</summary>
    private List<Cell> CellsAt(long at)
    {
        if (_cells is null || RollUp.HourAt(at) != RollUp.HourAt(_cellsAt))
        {
            var table = _into.HourOf(at, _number);
            (_cells, _cellsAt) = (_places.ConvertAll(place => table.CellOf(place)), at);
        }

        return _cells;
    }

    private void AddPlaces(string userId, string? phone)
    {
        _places.Add(new CellKey(_channel, Slice.Whole, ""));
        Add(Slice.Country, (phone ?? userId) is ['+', .. var digits] ? PhoneCountry.Of(digits) : PhoneCountry.OfBsuid(userId));
        Add(Slice.Mode, Mode("respondedBy"u8) ?? Mode("serviceMode"u8) ?? Mode("toMode"u8));
        Add(Slice.Agent, Text("agentId"u8));
        Add(Slice.Campaign, Text("campaignId"u8) ?? Text("campaignName"u8));
        Add(Slice.Template, Text("templateId"u8));

        void Add(Slice slice, string? value)
        {
            if (value is not null)
            {
                _places.Add(new CellKey(_channel, slice, value));
            }
        }
    }

    /// <summary>A word that a programmer chose; a CRM may write whatever it likes there.</summary>
    private string Label(ReadOnlySpan<byte> property) =>
        _properties[property].Text is not { } text ? "unknown"
        : FigureLabel.IsWord(text) ? text
        : FigureLabel.Other;

    /// <summary>A CRM may write any word there.</summary>
    private string? Mode(ReadOnlySpan<byte> property) => ServiceModes.Read(_properties[property].Text).Word();

    private string? Text(ReadOnlySpan<byte> property) => Cut(_properties[property].Text);

    private string? Cut(string? text) => text is null ? null : FigureLabel.Of(text, _person);

    private static long TimeOf(CountedEvent counted, JsonView said) =>
        counted.About?.HappenedAt.ToUnixTimeMilliseconds()
        ?? (DateTimeOffset.TryParse(said["timestamp"u8].Text, out var time) ? time.ToUnixTimeMilliseconds() : 0);

    private static string ChannelOf(string userId) =>
        userId.StartsWith("messenger:", StringComparison.Ordinal) ? "messenger"
        : userId.StartsWith("instagram:", StringComparison.Ordinal) ? "instagram"
        : "whatsapp";
}
