using Bridge.Core.Insights;
using static Bridge.Core.Insights.Definitions;

namespace Bridge.Insights;

/// <summary>Figures by what they are made up of, and by country, agent, campaign, template and ad.</summary>
internal static class Breakdowns
{
    /// <summary>How many rows a chart shows; CSV and JSON have them too.</summary>
    private const int MostRows = 200;

    /// <summary>How counts are made up.</summary>
    public static IEnumerable<Chart> OfFocus(Cell focus, Slice slice)
    {
        yield return ByLabel("contacts", NewContacts with { Title = "New contacts by source" }, "source", Measure.NewContacts)
            .OrUnknown(slice == Slice.Whole ? Reasons.NoContacts : Reasons.NotKept(slice));
        yield return ByLabel("service", Served, "served by", Measure.Served).OrUnknown(Reasons.NothingResolved);
        yield return ByLabel("endings", Resolved with { Title = "How conversations ended" }, "ending", Measure.Resolved)
            .OrUnknown(Reasons.NothingResolved);
        yield return ByLabel("handoffs", Handoffs with { Title = "Hand-offs by reason" }, "reason", Measure.Handoffs)
            .OrUnknown(Reasons.NothingHandedOff);
        yield return Failures(focus).OrUnknown(Reasons.NothingFailed);
        yield return ByLabel("received-types", Received with { Title = "Messages received by type" }, "type", Measure.Received)
            .OrUnknown(slice == Slice.Whole ? Reasons.NothingCounted : Reasons.NotKept(slice));

        Chart ByLabel(string id, Definition definition, string label, Measure measure) =>
            Chart.Bars(
                id,
                definition,
                [new(label, Unit.Text), new("count"), new("part", Unit.Rate), new("n")],
                [.. LabelsOf(focus, measure).Select(one => Row(one.Label, one.Count, (double)one.Count / focus[measure], focus[measure]))]
            );
    }

    /// <summary>What is not split further by an agent or a campaign, so that it is shown of everything alone.</summary>
    public static IEnumerable<Chart> OfSlices(InsightsData data)
    {
        yield return Numbers(data);
        yield return Of("countries", "Countries", Slice.Country, Reasons.NoCountries, Messages);
        yield return Of("modes", "Bot and people", Slice.Mode, Reasons.NobodyKnown, Modes);
        yield return Of("agents", "Agents", Slice.Agent, Reasons.NoAgents, Answers);
        yield return Of("campaigns", "Campaigns", Slice.Campaign, Reasons.NoCampaigns, Outcomes);
        yield return Of("templates", "Templates", Slice.Template, Reasons.NoTemplates, Outcomes);
        yield return AdTable.Of(data);

        Chart Of(string id, string title, Slice slice, string otherwise, SliceColumns columns)
        {
            var chart = new Chart(
                id,
                title,
                columns.Meaning,
                ChartKind.Bars,
                [new(slice.ToString().ToLowerInvariant(), Unit.Text), .. columns.Columns],
                [.. Ranked(data.By(slice), columns.OrderBy).Select(one => Row([one.Key, .. columns.Values(one.Value)]))]
            );
            var focus = data.Filter.Focus.Slice;
            return (focus == Slice.Whole || focus == slice ? chart : chart with { Unknown = Reasons.NotKept(focus) }).OrUnknown(otherwise);
        }
    }

    private static Chart Numbers(InsightsData data)
    {
        var chart = new Chart(
            "numbers",
            "Business numbers",
            OfNumbers.Meaning,
            ChartKind.Bars,
            [new("number", Unit.Text), .. OfNumbers.Columns],
            [.. Ranked(data.ByNumber(), OfNumbers.OrderBy).Select(one => Row([one.Key, .. OfNumbers.Values(one.Value)]))]
        );
        var focus = data.Filter.Focus.Slice;
        return (focus == Slice.Whole ? chart : chart with { Unknown = Reasons.NotKept(focus) }).OrUnknown(Reasons.NothingCounted);
    }

    /// <summary>The largest, and what all others come to.</summary>
    private static List<KeyValuePair<string, Cell>> Ranked(IEnumerable<KeyValuePair<string, Cell>> values, Measure orderBy)
    {
        var ranked = values
            .OrderBy(one => one.Key == CellTable.Other)
            .ThenByDescending(one => one.Value[orderBy])
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        if (ranked.Count <= MostRows)
        {
            return ranked;
        }

        var others = new Cell();
        ranked[MostRows..].ForEach(one => others.Add(one.Value));
        return [.. ranked[..MostRows], KeyValuePair.Create(CellTable.Other, others)];
    }

    private static readonly Definition Served = new(
        "served",
        "Self-serve and assisted",
        "Of the conversations resolved: self-serve where a bot was enough (contained), assisted where a person answered or was asked for, "
            + "neither where nobody was or nobody said who it was."
    );

    private static readonly SliceColumns OfNumbers = new(
        "Messages, new contacts, conversations and answers by the business number, as Meta calls it (phone_number_id).",
        Measure.Received,
        [
            new("received"),
            new("sent"),
            new("delivered"),
            new("read"),
            new("failed"),
            new("new contacts"),
            new("conversations"),
            new("median response", Unit.Seconds),
            new("n answers"),
        ],
        cell =>
            [
                cell[Measure.Received],
                cell[Measure.Sent],
                cell[Measure.Delivered],
                cell[Measure.Read],
                cell[Measure.Failed],
                cell[Measure.NewContacts],
                cell[Measure.Opened],
                cell.Of(Duration.Response)?.Quantile(0.5),
                cell.Of(Duration.Response)?.Count ?? 0,
            ]
    );

    private static readonly SliceColumns Messages = new(
        "Messages, new contacts and conversations by the country of the person's number or id.",
        Measure.Received,
        [new("received"), new("sent"), new("new contacts"), new("conversations")],
        cell => [cell[Measure.Received], cell[Measure.Sent], cell[Measure.NewContacts], cell[Measure.Opened]]
    );

    private static readonly SliceColumns Modes = new(
        "Messages of people by who answered them then, and of the business by who wrote them, where somebody said so.",
        Measure.Sent,
        [new("sent"), new("received"), new("median response", Unit.Seconds), new("90 %", Unit.Seconds), new("n answers")],
        cell =>
            [
                cell[Measure.Sent],
                cell[Measure.Received],
                cell.Of(Duration.Response)?.Quantile(0.5),
                cell.Of(Duration.Response)?.Quantile(0.9),
                cell.Of(Duration.Response)?.Count ?? 0,
            ]
    );

    private static readonly SliceColumns Answers = new(
        $"By the CRM's id of the agent who wrote. {Response.Meaning} "
            + "First responses are credited to who wrote them, ends to who had the chat.",
        Measure.Sent,
        [
            new("sent"),
            new("median response", Unit.Seconds),
            new("90 %", Unit.Seconds),
            new("n answers"),
            new("median first response", Unit.Seconds),
            new("n first"),
            new("resolved"),
        ],
        cell =>
            [
                cell[Measure.Sent],
                cell.Of(Duration.Response)?.Quantile(0.5),
                cell.Of(Duration.Response)?.Quantile(0.9),
                cell.Of(Duration.Response)?.Count ?? 0,
                cell.Of(Duration.FirstResponse)?.Quantile(0.5),
                cell.Of(Duration.FirstResponse)?.Count ?? 0,
                cell[Measure.Resolved],
            ]
    );

    private static readonly SliceColumns Outcomes = new(
        "What became of messages that name it; the part read is of those delivered. Replies name no campaign, so they are not told here.",
        Measure.Sent,
        [new("sent"), new("delivered"), new("read"), new("part read", Unit.Rate), new("n delivered"), new("failed")],
        cell =>
            [
                cell[Measure.Sent],
                cell[Measure.Delivered],
                cell[Measure.Read],
                cell[Measure.Delivered] > 0 ? (double)cell[Measure.Read] / cell[Measure.Delivered] : null,
                cell[Measure.Delivered],
                cell[Measure.Failed],
            ]
    );

    private static Chart Failures(Cell focus) =>
        Chart.Bars(
            "failures",
            Failed with
            {
                Title = "Failures by class",
            },
            [new("class", Unit.Text), new("count"), new("part", Unit.Rate), new("n failed"), new("what to do", Unit.Text)],
            [
                .. LabelsOf(focus, Measure.Failed)
                    .Select(one =>
                        Row(
                            one.Label,
                            one.Count,
                            (double)one.Count / focus[Measure.Failed],
                            focus[Measure.Failed],
                            FailureAdvice.Of(one.Label)
                        )
                    ),
            ]
        );

    private static IEnumerable<(string Label, long Count)> LabelsOf(Cell cell, Measure measure) =>
        cell
            .Labels.Where(one => one.Measure == measure)
            .Select(one => (one.Label, one.Count))
            .OrderByDescending(one => one.Count)
            .ThenBy(one => one.Label, StringComparer.Ordinal);

    private static object?[] Row(params object?[] values) => values;

    /// <summary>What is shown of each value of a slice.</summary>
    private sealed record SliceColumns(string Meaning, Measure OrderBy, IReadOnlyList<Column> Columns, Func<Cell, object?[]> Values);
}
