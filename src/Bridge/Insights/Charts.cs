using Bridge.Core.Insights;
using static Bridge.Core.Insights.Definitions;

namespace Bridge.Insights;

/// <summary>The charts of a range, in the order in which they are shown.</summary>
internal static class Charts
{
    private static readonly Column When = new("from", Unit.Time);

    public static IReadOnlyList<Chart> Of(InsightsData data)
    {
        var focus = data.Focus();
        return
        [
            Volume(data),
            ResponseOverTime(data),
            Funnel(focus, data.Filter.Focus.Slice),
            Responses(focus),
            HeatMap.Of(data),
            .. Breakdowns.OfFocus(focus, data.Filter.Focus.Slice),
            .. Breakdowns.OfSlices(data),
        ];
    }

    private static Chart Volume(InsightsData data) =>
        new Chart(
            "volume",
            "Message volume",
            $"{Received.Meaning} {Sent.Meaning}",
            ChartKind.Columns,
            [When, new("received"), new("sent")],
            Steps(data, cell => [cell[Measure.Received], cell[Measure.Sent]])
        ).OnlyIf(data.Focus()[Measure.Received] + data.Focus()[Measure.Sent] > 0, Reasons.NothingCounted);

    private static Chart Funnel(Cell focus, Slice slice)
    {
        var sent = focus[Measure.Sent];
        List<(string Name, Measure Measure)> stages = [("sent", Measure.Sent), ("delivered", Measure.Delivered), ("read", Measure.Read)];
        if (slice == Slice.Whole)
        {
            stages.Add(("replied", Measure.Replied));
        }

        return new Chart(
            "funnel",
            "Sent, delivered, read, replied",
            $"{Delivered.Meaning} {Read.Meaning} {Replied.Meaning} The part is of the messages sent in the range.",
            ChartKind.Bars,
            [new("stage", Unit.Text), new("messages"), new("part of sent", Unit.Rate), new("n sent")],
            [.. stages.Select(stage => Row(stage.Name, focus[stage.Measure], Part(focus[stage.Measure], sent), sent))]
        ).OnlyIf(sent > 0, Reasons.NotSent);
    }

    private static Chart ResponseOverTime(InsightsData data) =>
        new Chart(
            "response",
            "Response time",
            Response.Meaning,
            ChartKind.Lines,
            [When, new("median", Unit.Seconds), new("90 %", Unit.Seconds), new("n answers")],
            Steps(data, cell => [Quantile(cell, 0.5), Quantile(cell, 0.9), cell.Of(Duration.Response)?.Count ?? 0])
        ).OnlyIf(data.Focus().Of(Duration.Response) is not null, Reasons.NothingAnswered);

    private static double? Quantile(Cell cell, double part) => cell.Of(Duration.Response)?.Quantile(part);

    private static Chart Responses(Cell focus)
    {
        (string Name, Duration Duration)[] kinds =
        [
            ("any answer", Duration.Response),
            ("any answer, business hours", Duration.ResponseBusiness),
            ("first by a person", Duration.FirstResponse),
            ("first by a person, business hours", Duration.FirstResponseBusiness),
        ];
        return new Chart(
            "responses",
            "Calendar and business hours",
            FirstResponse.Meaning + " Business hours are those of Conversations:BusinessHours; without them there is no row of them.",
            ChartKind.Bars,
            [new("time to", Unit.Text), new("median", Unit.Seconds), new("90 %", Unit.Seconds), new("n answers")],
            [
                .. from kind in kinds
                let measured = focus.Of(kind.Duration)
                where measured is not null
                select Row(kind.Name, measured.Quantile(0.5), measured.Quantile(0.9), measured.Count),
            ]
        ).OrUnknown(Reasons.NothingAnswered);
    }

    private static IReadOnlyList<IReadOnlyList<object?>> Steps(InsightsData data, Func<Cell, object?[]> values) =>
        [.. data.Range.Steps.Select(step => Row([step, .. values(data.FocusAt(step))]))];

    private static Chart OnlyIf(this Chart chart, bool isKnown, string otherwise) =>
        (isKnown ? chart : chart with { Unknown = otherwise }).OrUnknown(otherwise);

    private static object?[] Row(params object?[] values) => values;

    private static double? Part(long count, long of) => of > 0 ? (double)count / of : null;
}
