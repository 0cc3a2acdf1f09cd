using Bridge.Core.Attribution;
using Bridge.Core.Insights;
using static Bridge.Core.Insights.Definitions;

namespace Bridge.Insights;

/// <summary>Ads, posts and links, and what came of each.</summary>
internal static class AdTable
{
    public const string Id = "ads";

    private const int MostRows = 200;
    private const int MostCurrencies = 5;

    public static Chart Of(InsightsData data)
    {
        var ads = data.By(Slice.Ad)
            .Concat(data.By(Slice.Link))
            .GroupBy(one => one.Key, one => one.Value)
            .Select(same => KeyValuePair.Create(same.Key, Sum(same)))
            .OrderByDescending(one => one.Value[Measure.Opened])
            .ThenByDescending(one => one.Value[Measure.People])
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .ToList();
        var all = Sum(ads.Select(one => one.Value));
        string[] currencies = [.. LabelsOf(all, Measure.OrderValue).Take(MostCurrencies)];
        var table = new Chart(
            Id,
            "Ads, posts and links",
            "By its id, or the campaign of a link that has none; a campaign of six digits or more is withheld, for they may be somebody's. "
                + "Ad name, ad set and campaign are Meta's own where it was asked for them (Attribution:AccessToken); else the campaign is "
                + "what a link or a text tells. "
                + string.Join(' ', OfAds.Select(one => $"{one.Title}: {one.Meaning}")),
            ChartKind.Bars,
            ColumnsOf(currencies),
            [
                .. ads.Take(MostRows).Select(one => Row(one.Key, data.AdNames.GetValueOrDefault(one.Key), one.Value, all, currencies)),
                .. OthersOf([.. ads.Skip(MostRows).Select(one => one.Value)], all, currencies),
            ]
        )
        {
            LeftOut = Math.Max(0, ads.Count - MostRows),
            Notes = [.. NotesOn(all, data.AdNames.Count > 0)],
        };
        var focus = data.Filter.Focus.Slice;
        return (focus == Slice.Whole ? table : table with { Unknown = Reasons.NotKept(focus) }).OrUnknown(Reasons.NoAds);
    }

    private static Column[] ColumnsOf(string[] currencies) =>
        [
            new("ad", Unit.Text),
            new("ad name", Unit.Text),
            new("ad set", Unit.Text),
            new("campaign", Unit.Text),
            new("people"),
            new("conversations"),
            new("answered"),
            new("resolved"),
            new("orders"),
            .. currencies.Select(currency => new Column($"value {currency}", Unit.Money)),
            new("conversions"),
            new("messages"),
            new("new contacts"),
        ];

    private static object?[] Row(string ad, AdNames? names, Cell cell, Cell all, string[] currencies) =>
        [
            ad,
            names?.Ad,
            names?.Adset,
            names?.Campaign ?? LabelsOf(cell, Measure.People).FirstOrDefault(),
            .. FiguresOf(cell, all, currencies),
        ];

    /// <summary>The row of those that have none of their own, so that the columns add up; none when all have.</summary>
    private static IEnumerable<object?[]> OthersOf(List<Cell> others, Cell all, string[] currencies) =>
        others.Count == 0
            ? []
            :
            [
                [others.Count == 1 ? "1 other" : $"{others.Count} others", null, null, null, .. FiguresOf(Sum(others), all, currencies)],
            ];

    private static object?[] FiguresOf(Cell cell, Cell all, string[] currencies) =>
        [
            cell[Measure.People],
            cell[Measure.Opened],
            cell[Measure.Answered],
            all[Measure.Resolved] > 0 ? cell[Measure.Resolved] : null,
            cell[Measure.Orders],
            .. currencies.Select(currency => (object?)ValueOf(cell, currency)),
            cell[Measure.Conversions],
            cell[Measure.Received],
            cell[Measure.NewContacts],
        ];

    /// <summary>What nobody told is not 0.</summary>
    private static double? ValueOf(Cell cell, string currency) =>
        cell.Labels.FirstOrDefault(one => one.Measure == Measure.OrderValue && one.Label == currency) is { Label: not null } value
            ? value.Count / 1000d
            : null;

    private static IEnumerable<string> NotesOn(Cell all, bool areNamed)
    {
        if (!areNamed)
        {
            yield return LabelsOf(all, Measure.People).Any() ? Reasons.NoNamesOfAds : Reasons.NoCampaignOfAds;
        }

        if (all[Measure.Resolved] == 0)
        {
            yield return Reasons.NothingResolved;
        }

        if (all[Measure.Orders] == 0)
        {
            yield return Reasons.NoOrders;
        }
        else if (!LabelsOf(all, Measure.OrderValue).Any())
        {
            yield return Reasons.NoValue;
        }
    }

    /// <summary>The largest first.</summary>
    private static IEnumerable<string> LabelsOf(Cell cell, Measure measure) =>
        cell
            .Labels.Where(one => one.Measure == measure)
            .OrderByDescending(one => one.Count)
            .ThenBy(one => one.Label, StringComparer.Ordinal)
            .Select(one => one.Label);

    private static Cell Sum(IEnumerable<Cell> cells)
    {
        var sum = new Cell();
        foreach (var cell in cells)
        {
            sum.Add(cell);
        }

        return sum;
    }
}
