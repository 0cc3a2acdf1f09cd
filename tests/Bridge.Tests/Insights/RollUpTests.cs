using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>What one event adds to which figures.</summary>
public class RollUpTests
{
    private const string Number = "106540352242922";
    private static readonly DateTimeOffset At = new(2026, 1, 23, 10, 30, 0, TimeSpan.Zero);
    private static readonly long Hour = At.ToUnixTimeSeconds() / 3600;
    private static readonly CellKey Whole = new("whatsapp", Slice.Whole, "");

    private RollUp _rollUp = new();

    [SetUp]
    public void Begin() => _rollUp = new RollUp();

    [Test]
    public void A_message_counts_in_its_hour_by_type_and_country()
    {
        Count("message.received", """{"messageId":"m","contentType":"image"}""");

        Assert.That(Cell(Whole)[Measure.Received], Is.EqualTo(1));
        Assert.That(Cell(Whole).Labels, Is.EqualTo(new[] { (Measure.Received, "image", 1L) }));
        Assert.That(Cell(new CellKey("whatsapp", Slice.Country, "KE"))[Measure.Received], Is.EqualTo(1));
    }

    [Test]
    public void A_conversation_counts_in_the_hour_in_which_it_began_whatever_hour_tells_what_became_of_it()
    {
        var began = new ConversationMark(At.AddHours(-3).ToUnixTimeMilliseconds());

        Count("message.received", """{"contentType":"text","reopened":true}""", began with { Begins = true });
        Count(
            "chat.resolved",
            """{"resolutionType":"bot","contained":true,"abandoned":false,"agentId":"agent_7"}""",
            began with
            {
                Ends = true,
            }
        );

        var cell = Cell(Whole, Hour - 3);
        Assert.That(cell[Measure.Opened], Is.EqualTo(1));
        Assert.That(cell[Measure.Reopened], Is.EqualTo(1));
        Assert.That(cell[Measure.Contained], Is.EqualTo(1));
        Assert.That(cell[Measure.Abandoned], Is.Zero);
        Assert.That(cell.Labels, Has.Member((Measure.Served, "self-serve", 1L)));
        Assert.That(Cell(new CellKey("whatsapp", Slice.Agent, "agent_7"), Hour - 3)[Measure.Resolved], Is.EqualTo(1));
    }

    [Test]
    public void A_second_word_that_it_is_over_counts_nothing()
    {
        Count("chat.resolved", """{"resolutionType":"agent"}""", new ConversationMark(At.ToUnixTimeMilliseconds()));

        Assert.That(_rollUp.IsEmpty, Is.True);
    }

    [Test]
    public void An_answer_counts_for_its_agent_campaign_and_template_with_the_time_it_took()
    {
        Count(
            "message.sent",
            """
            {"contentType":"text","agentId":"a","campaignId":"c","templateId":"t","respondedBy":"agent","responseSeconds":90,
            "firstResponseSeconds":30}
            """,
            new ConversationMark(At.AddHours(-1).ToUnixTimeMilliseconds())
        );

        foreach (var (slice, value) in new[] { (Slice.Agent, "a"), (Slice.Campaign, "c"), (Slice.Mode, "agent") })
        {
            var key = new CellKey("whatsapp", slice, value);
            Assert.That(Cell(key).Of(Duration.Response)!.Quantile(0.5), Is.EqualTo(90).Within(4).Percent, $"{slice}");
            Assert.That(Cell(key, Hour - 1).Of(Duration.FirstResponse)!.Count, Is.EqualTo(1), $"{slice}");
        }

        Assert.That(Cell(new CellKey("whatsapp", Slice.Template, "t"))[Measure.Sent], Is.EqualTo(1));
    }

    [Test]
    public void A_name_that_holds_the_persons_number_is_withheld()
    {
        Count("message.sent", """{"contentType":"text","campaignId":"c-254712345678"}""");

        Assert.That(Cell(new CellKey("whatsapp", Slice.Campaign, "withheld"))[Measure.Sent], Is.EqualTo(1));
    }

    [Test]
    public void A_receipt_without_a_message_counts_none()
    {
        Count("message.read", """{"watermark":1}""");

        Assert.That(_rollUp.IsEmpty, Is.True);
    }

    [Test]
    public void History_is_not_counted()
    {
        _rollUp.Count(
            new CountedEvent(
                "message.received",
                Number,
                null,
                Encoding.UTF8.GetBytes("""{"userId":"+254712345678","context":{"backfill":true},"properties":{}}"""),
                null
            )
        );

        Assert.That(_rollUp.IsEmpty, Is.True);
    }

    [Test]
    public void What_was_written_reads_the_same()
    {
        Count("message.sent", """{"contentType":"text","agentId":"a","responseSeconds":90,"respondedBy":"agent"}""");
        Count("message.failed", """{"failureClass":"window"}""");

        var read = RollUpCodec.ReadRollUp(RollUpCodec.Write(_rollUp));

        Assert.That(RollUpCodec.Write(read), Is.EqualTo(RollUpCodec.Write(_rollUp)));
        Assert.That(read.Hours.Keys, Is.EqualTo(_rollUp.Hours.Keys));
        Assert.That(read.Hours[new HourKey(Hour, Number)].Cells[Whole][Measure.Failed], Is.EqualTo(1));
    }

    [Test]
    public void What_is_one_too_many_is_other_and_the_sum_stays_whole()
    {
        for (var agent = 0; agent < 9; agent++)
        {
            Count("message.sent", $$"""{"contentType":"text","agentId":"{{agent}}"}""");
        }

        var table = new CellTable();
        table.Add(_rollUp.Hours[new HourKey(Hour, Number)], mostSeries: 3);

        var agents = table.Cells.Where(one => one.Key.Slice == Slice.Agent).ToList();
        Assert.That(agents, Has.Count.EqualTo(4));
        Assert.That(agents.Sum(one => one.Value[Measure.Sent]), Is.EqualTo(9));
        Assert.That(table.Cells[new CellKey("whatsapp", Slice.Agent, CellTable.Other)][Measure.Sent], Is.EqualTo(6));
        Assert.That(table.Cells[Whole][Measure.Sent], Is.EqualTo(9));
    }

    private Cell Cell(CellKey key, long? hour = null) => _rollUp.Hours[new HourKey(hour ?? Hour, Number)].Cells[key];

    private void Count(string name, string properties, ConversationMark? mark = null) =>
        _rollUp.Count(
            new CountedEvent(
                name,
                Number,
                new EventSubject("+254712345678", null, Number, null, null, null, null, null, null, null, At),
                Encoding.UTF8.GetBytes($$"""{"properties":{{properties}}}"""),
                mark
            )
        );
}
