using Bridge.Core.Insights;
using static Bridge.Core.Insights.Definitions;

namespace Bridge.Insights;

/// <summary>The figures of a range, made of one cell and that of the range before.</summary>
internal static class Figures
{
    private const double Median = 0.5;
    private const double Most = 0.9;

    public static IReadOnlyList<Figure> Of(InsightsData data)
    {
        var (now, before, slice) = (data.Focus(), data.Before(), data.Filter.Focus.Slice);
        return
        [
            .. Counts(now, before).Select(figure => NotKept(slice).Contains(figure.Definition) ? NotKeptBy(figure, slice) : figure),
            Time(Response, now, before, Duration.Response, Median),
            Time(P90(Response), now, before, Duration.Response, Most),
            Time(FirstResponse, now, before, Duration.FirstResponse, Median),
            Time(P90(FirstResponse), now, before, Duration.FirstResponse, Most),
        ];
    }

    private static IEnumerable<Figure> Counts(Cell now, Cell before)
    {
        yield return Count(Received, Measure.Received);
        yield return Count(Sent, Measure.Sent);
        yield return Part(Delivered, Measure.Delivered, Measure.Sent, "sent");
        yield return Part(Read, Measure.Read, Measure.Delivered, "delivered");
        yield return Count(Played, Measure.Played);
        yield return Part(Replied, Measure.Replied, Measure.Sent, "sent");
        yield return Count(Failed, Measure.Failed) with
        {
            Of = now[Measure.Sent] + now[Measure.Failed],
            OfWhat = "sent or failed",
        };
        yield return Count(NewContacts, Measure.NewContacts);
        yield return Count(Opened, Measure.Opened);
        yield return Part(Resolved, Measure.Resolved, Measure.Opened, "opened") with
        {
            Unknown = now[Measure.Resolved] > 0 ? null : Reasons.NothingResolved,
        };
        yield return Part(Contained, Measure.Contained, Measure.ContainmentTold, "resolved by known hands") with
        {
            Unknown =
                now[Measure.ContainmentTold] > 0 ? null
                : now[Measure.Resolved] > 0 ? Reasons.NobodyKnown
                : Reasons.NothingResolved,
        };
        yield return Part(Abandoned, Measure.Abandoned, Measure.Resolved, "resolved") with
        {
            Unknown = now[Measure.Resolved] > 0 ? null : Reasons.NothingResolved,
        };
        yield return Part(Reopened, Measure.Reopened, Measure.Opened, "opened");
        yield return Count(Handoffs, Measure.Handoffs);

        Figure Count(Definition definition, Measure measure) => new(definition, now[measure], before[measure]);

        Figure Part(Definition definition, Measure measure, Measure of, string inWords) =>
            Count(definition, measure) with
            {
                Of = now[of],
                OfWhat = inWords,
            };
    }

    private static Figure Time(Definition definition, Cell now, Cell before, Duration duration, double part)
    {
        var measured = now.Of(duration);
        return new Figure(definition, measured?.Quantile(part), before.Of(duration)?.Quantile(part), measured?.Count ?? 0, "answers")
        {
            IsSeconds = true,
            Unknown =
                measured is not null ? null
                : duration == Duration.Response ? Reasons.NothingAnswered
                : Reasons.NoPersonAnswered,
        };
    }

    private static Definition P90(Definition median) =>
        median with
        {
            Name = median.Name.Replace("median", "p90", StringComparison.Ordinal),
            Title = median.Title + ", 90 %",
        };

    /// <summary>What no message of an agent or campaign can tell.</summary>
    private static Definition[] NotKept(Slice slice) =>
        slice switch
        {
            Slice.Agent => [Received, Replied, NewContacts, Opened, Reopened],
            Slice.Campaign => [Received, Replied, NewContacts, Opened, Resolved, Contained, Abandoned, Reopened, Handoffs],
            _ => [],
        };

    private static Figure NotKeptBy(Figure figure, Slice slice) =>
        figure with
        {
            Value = null,
            Before = null,
            Unknown = Reasons.NotKept(slice),
        };
}
