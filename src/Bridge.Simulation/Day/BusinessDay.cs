namespace Bridge.Simulation.Day;

/// <summary>
/// What a business has with its customers in some days: questions that a bot answers, people who want a person and get one, some sooner and
/// some never, a campaign, ads, orders. The same seed gives the same days.
/// </summary>
/// <param name="end">When it is over; nothing happens later.</param>
internal sealed class BusinessDay(Random random, DateTimeOffset end)
{
    /// <summary>What asks for a person: for <c>Conversations:HandoffTriggers</c>.</summary>
    public const string AsksForPerson = "Talk to a person";

    private static readonly string[] Countries = ["254", "254", "254", "254", "256", "255", "234", "5511", "447"];
    private static readonly string[] Agents = ["agent_amina", "agent_brian", "agent_chege", "agent_dalila", "agent_eve"];
    private static readonly string[] Ads = ["120226305854810726", "120226305854810727", "120226305854810728"];
    private static readonly string[] Questions = ["Hello", "Where is my order?", "What does it cost?", "Are you open today?"];
    private static readonly (string Id, string Template)[] Campaigns = [("spring_sale", "sale_v2"), ("restock", "restock_v1")];
    private static readonly int[] Errors = [131026, 131047, 131049, 131050, 130429];

    /// <summary>Meta takes what came of a click for a week: older ones have no id here, so that nothing of them is told too late.</summary>
    private static readonly TimeSpan ClicksTold = TimeSpan.FromDays(6);

    private readonly List<DayFact> _facts = [];
    private int _messages;
    private int _people;

    /// <summary>What happened with so many people in the days before the end, in order.</summary>
    public IReadOnlyList<DayFact> Play(int people, int days)
    {
        for (var left = people; left > 0; left--)
        {
            var phone = $"{Pick(Countries)}{700_000_000 + (++_people * 7):D9}";
            Play(phone, Beginning(days));
        }

        return [.. _facts.Where(fact => fact.At < end).OrderBy(fact => fact.At)];
    }

    private void Play(string phone, DateTimeOffset at)
    {
        switch (random.NextDouble())
        {
            case < 0.4:
                PlayBot(phone, at);
                break;
            case < 0.7:
                PlayPerson(phone, at);
                break;
            case < 0.8:
                PlayAbandoned(phone, at);
                break;
            default:
                PlayCampaign(phone, at);
                break;
        }
    }

    /// <summary>The bot is enough; now and then they come back for a person.</summary>
    private void PlayBot(string phone, DateTimeOffset at)
    {
        var ad = AdOrNone();
        at = Write(phone, at, Pick(Questions), ad);
        at = Write(phone, Answer(phone, at, 4), "And by when?");
        at = Answer(phone, at, 4);
        at = ad is not null && Happens(0.4) ? Answer(phone, Order(phone, at), 4) : at;
        _facts.Add(new CrmEnds(at += Minutes(2), phone, "bot", null));
        if (Happens(0.2))
        {
            PlayPerson(phone, at + TimeSpan.FromHours(4));
        }
    }

    /// <summary>They ask for a person, who writes with them until it is done, or is not.</summary>
    private void PlayPerson(string phone, DateTimeOffset at)
    {
        var agent = Pick(Agents);
        at = Write(phone, at, Pick(Questions), AdOrNone());
        at = Write(phone, Answer(phone, at, 4), AsksForPerson);
        for (var turns = random.Next(1, 4); turns > 0; turns--)
        {
            at = Write(phone, Answer(phone, at, 240, agent), "Thank you");
        }

        at = Answer(phone, at, 120, agent);
        if (Happens(0.8))
        {
            _facts.Add(new CrmEnds(at + Minutes(5), phone, "agent", agent));
        }
    }

    private void PlayAbandoned(string phone, DateTimeOffset at)
    {
        at = Write(phone, at, Pick(Questions));
        at = Write(phone, Answer(phone, at, 4), AsksForPerson);
        _facts.Add(new CrmEnds(at + TimeSpan.FromHours(2), phone, "timeout", null));
    }

    private void PlayCampaign(string phone, DateTimeOffset at)
    {
        var (campaign, template) = Pick(Campaigns);
        Send(phone, at, $$"""{"campaignId":"{{campaign}}","templateId":"{{template}}","isAutomated":true}""", "marketing", 0.9);
        if (Happens(0.3))
        {
            at = Write(phone, at + Minutes(20), "Yes, please");
            _facts.Add(new CrmEnds(Answer(phone, at, 4) + Minutes(3), phone, "bot", null));
        }
    }

    /// <returns>When the person had read it.</returns>
    private DateTimeOffset Write(string phone, DateTimeOffset at, string text, string? ad = null)
    {
        var id = NextId();
        _facts.Add(
            new PersonWrites(at, phone, id, text, ad) { ClickId = ad is not null && end - at < ClicksTold ? $"ARD{id[6..]}" : null }
        );
        return at;
    }

    private DateTimeOffset Order(string phone, DateTimeOffset at)
    {
        _facts.Add(new PersonOrders(at, phone, NextId(), random.Next(1, 4), 250 + (random.Next(40) * 12.25m)));
        return at;
    }

    /// <param name="median">Seconds until the answer.</param>
    /// <returns>When the person writes on.</returns>
    private DateTimeOffset Answer(string phone, DateTimeOffset at, double median, string? agent = null)
    {
        var sent = at + TimeSpan.FromSeconds(Math.Ceiling(median * Math.Exp(random.NextDouble() * 2 - 1)));
        Send(phone, sent, agent is null ? """{"isAutomated":true}""" : $$"""{"agentId":"{{agent}}"}""", "service", 0.98);
        return sent + Minutes(1.5);
    }

    private void Send(string phone, DateTimeOffset at, string note, string category, double delivered)
    {
        var id = NextId();
        Tell("sent", 0);
        if (!Happens(delivered))
        {
            Tell("failed", 2, Pick(Errors));
            return;
        }

        Tell("delivered", 1);
        if (Happens(0.7))
        {
            Tell("read", 20 + random.Next(300));
        }

        void Tell(string status, int later, int? error = null) =>
            _facts.Add(new MetaTells(at.AddSeconds(later), phone, id, status, note, category, error));
    }

    /// <summary>Rarely at night, mostly late in the morning and in the afternoon, on whole seconds as Meta counts them.</summary>
    private DateTimeOffset Beginning(int days)
    {
        while (true)
        {
            var at = end - TimeSpan.FromSeconds(random.Next(3600, days * 86_400));
            var busy = Math.Max(0.03, Math.Sin((at.Hour - 4) / 18d * Math.PI)) * (at.DayOfWeek == DayOfWeek.Sunday ? 0.4 : 1);
            if (random.NextDouble() < busy)
            {
                return new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
            }
        }
    }

    private string? AdOrNone() => Happens(0.25) ? Pick(Ads) : null;

    private TimeSpan Minutes(double median) => TimeSpan.FromSeconds(Math.Ceiling(median * 60 * Math.Exp(random.NextDouble() - 0.5)));

    private string NextId() => $"wamid.DAY{++_messages:D8}{end.ToUnixTimeSeconds()}";

    private bool Happens(double probability) => random.NextDouble() < probability;

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];
}
