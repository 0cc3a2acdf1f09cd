using Bridge.Core.Attribution;
using Bridge.Core.Json;

namespace Bridge.Core.Insights;

/// <summary>What counts for the ad, the post or the link that brought the person.</summary>
internal sealed partial class EventCount
{
    private const decimal Thousandths = 1000;

    /// <summary>What is worth more is no value of a cart.</summary>
    private const decimal MostValue = 1_000_000_000_000m;

    private const int CurrencyLetters = 3;

    /// <summary>A person counts where something first brought them, whatever tells it.</summary>
    private void CountPerson()
    {
        if (_mark?.FirstBrought is { } touch)
        {
            CountFor(touch, Measure.People, _at);
        }
    }

    private void CountArrival()
    {
        CountPerson();
        if (AdOf(_properties["referral"u8]) is { } ad)
        {
            CellOf(KeyOf(ad), _at).Add(Measure.Received, 1);
        }

        if (_mark is { Comes: true, CameBy: { } touch, OpenedAt: var opened })
        {
            CountFor(touch, Measure.Opened, opened);
            CountFirstAnswer();
        }
    }

    private void CountFirstAnswer()
    {
        if (_mark is { Answers: true, CameBy: { } touch, OpenedAt: var opened })
        {
            CountFor(touch, Measure.Answered, opened);
        }
    }

    private void CountNewContact()
    {
        if (
            (
                _mark?.CameBy is { } touch ? KeyOf(touch)
                : AdOf(_properties) is { } ad ? KeyOf(ad)
                : null
            ) is
            { } key
        )
        {
            CellOf(key, _at).Add(Measure.NewContacts, 1);
        }
    }

    private void CountOrder()
    {
        if (_mark is not { CameBy: { } touch, OpenedAt: var opened })
        {
            return;
        }

        CountFor(touch, Measure.Orders, opened);
        if (KeyOf(touch) is { } key && _properties["orderTotal"u8].Number is { } total and >= 0 and < MostValue)
        {
            CellOf(key, opened).AddLabel(Measure.OrderValue, Currency(), (long)Math.Round(total * Thousandths));
        }
    }

    private void CountConversion()
    {
        if (_mark is { CameBy: { } touch, OpenedAt: var opened })
        {
            CountFor(touch, Measure.Conversions, opened);
        }
    }

    /// <summary>ISO 4217; what a CRM writes else is no currency.</summary>
    private string Currency() =>
        _properties["currency"u8].Text is { Length: CurrencyLetters } code && code.All(char.IsAsciiLetterUpper) ? code : FigureLabel.Other;

    private void CountFor(Touch touch, Measure measure, long at)
    {
        if (KeyOf(touch) is not { } key)
        {
            return;
        }

        var cell = CellOf(key, at);
        cell.Add(measure, 1);
        if (touch.Campaign?.Name is { } campaign)
        {
            // Also where no person counts, so that whatever hour is looked at the campaign's name is there.
            cell.AddLabel(Measure.People, FigureLabel.OfWritten(campaign, _person), measure == Measure.People ? 1 : 0);
        }
    }

    /// <summary>
    /// Its id; where only a text told of it, the campaign. What a link of Messenger carries may be a person's, and is not counted by.
    /// </summary>
    private CellKey? KeyOf(Touch touch) =>
        touch.Id is { } id ? KeyOf(FigureLabel.Of(id, _person))
        : touch is { Type: null, Campaign.Name: { } campaign } ? new CellKey(_channel, Slice.Link, FigureLabel.OfWritten(campaign, _person))
        : null;

    private CellKey KeyOf(string ad) => new(_channel, Slice.Ad, ad);

    private Cell CellOf(CellKey key, long at) => _into.HourOf(at, _number).CellOf(key);

    /// <summary>What brought a message carries its kind beside it; a contact, what its <c>source</c> refers to.</summary>
    private string? AdOf(JsonView said) =>
        said["sourceType"u8].Exists ? Cut(said["sourceId"u8].Text)
        : said["source"u8].Is("ad"u8) || said["source"u8].Is("post"u8) ? Cut(said["customFields"u8]["referrer"u8].Text)
        : null;
}
