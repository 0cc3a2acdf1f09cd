using System.Text;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Receiving;
using Bridge.Simulation.Day;
using Bridge.Simulation.Load;
using Bridge.Simulation.Stories;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>Days of a business, told as Meta and a CRM do, now and then twice, with the books of a slow and simple count.</summary>
/// <param name="isDisordered">Whether what is posted together stands in any order.</param>
internal sealed class ToldDay(bool isDisordered)
{
    private const int FactsAtOnce = 120;
    private const string Account = "102290129340398";
    private static readonly TimeSpan ToldWithin = TimeSpan.FromHours(2);

    private readonly Random _dice = new(7);
    private readonly DayWriter _writer = new(Account, CapturePost.Number);
    private readonly List<StoryPost> _told = [];

    /// <summary>Under which the books hold.</summary>
    public static (string Key, string? Value)[] Settings { get; } =
    [
        .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
        ("Capture:Keys:crm:RatePerSecond", "100000"), // a fast machine posts more than 1000 a second
        ("Intake:TwinHold", "0"),
        ("Conversations:InitialMode", "bot"),
        ("Conversations:HandoffTriggers", BusinessDay.AsksForPerson),
        ("Conversations:ResolveAfter", "off"),
        ("Contacts:CountFrom", "2009-01-01"),
        .. ViewerKey.Settings,
    ];

    public FigureBooks Books { get; } = new(ServiceMode.Bot, resolveAfter: null);

    /// <param name="tell">Tells until it is taken.</param>
    public async Task TellAsync(int people, int days, Func<StoryPost, Task> tell)
    {
        foreach (var facts in Posts(new BusinessDay(new Random(3), TimeProvider.System.GetUtcNow()).Play(people, days)))
        {
            foreach (var post in PostsOf(facts))
            {
                _told.Add(post);
                await tell(post);
                await tell(_told[_dice.Next(_told.Count)]);
            }
        }
    }

    /// <summary>What is shown and was counted otherwise, a line each.</summary>
    public static IEnumerable<string> Differences(IEnumerable<KeyValuePair<string, double?>> expected, JsonElement totals) =>
        expected.Select(one => Difference(one.Key, one.Value, totals)).Where(line => line.Length > 0);

    private static string Difference(string name, double? expected, JsonElement totals)
    {
        var shown = totals.GetProperty(name).ValueKind == JsonValueKind.Null ? (double?)null : totals.GetProperty(name).GetDouble();
        var most = name.EndsWith("Seconds", StringComparison.Ordinal) ? 0.05 * expected : 0;
        return Math.Abs((shown - expected) ?? double.MaxValue) <= most ? "" : $"{name}: {shown} shown, {expected} counted";
    }

    /// <summary>
    /// Facts that are posted together. At night so many take hours: then an end would be told after the conversation that follows it, which
    /// keeps the name it was told with.
    /// </summary>
    private static IEnumerable<DayFact[]> Posts(IEnumerable<DayFact> facts)
    {
        var post = new List<DayFact>();
        foreach (var fact in facts)
        {
            if (post.Count == FactsAtOnce || (post.Count > 0 && fact.At - post[0].At > ToldWithin))
            {
                yield return [.. post];
                post.Clear();
            }

            post.Add(fact);
        }

        yield return [.. post];
    }

    private IEnumerable<StoryPost> PostsOf(DayFact[] facts)
    {
        if (isDisordered)
        {
            _dice.Shuffle(facts);
        }

        if (_writer.Webhook(facts) is { } webhook)
        {
            Book(webhook);
            yield return new StoryPost(IsFromCrm: false, webhook);
        }

        if (_writer.Capture(facts) is { } capture)
        {
            facts.OfType<CrmEnds>().ToList().ForEach(Book);
            yield return new StoryPost(IsFromCrm: true, capture);
        }
    }

    private void Book(string webhook) =>
        WebhookTranslator
            .Translate(
                Encoding.UTF8.GetBytes(webhook),
                TimeProvider.System.GetUtcNow(),
                TranslationOptions.Default with
                {
                    HandoffTriggers = new HandoffTriggers([BusinessDay.AsksForPerson], []),
                }
            )
            .Events.ForEach(item => Books.Take(PostedEvent.Of(item)));

    private void Book(CrmEnds end) =>
        Books.Take(
            PostedEvent.Of(
                new TrackEvent(
                    "chat.resolved",
                    $"{end.Phone}:{end.At:O}",
                    "+" + end.Phone,
                    end.At,
                    new EventContext(CapturePost.Number, Account),
                    new PropertyBag()
                )
                {
                    Step = new ConversationStep(StepKind.Resolved) { IsFromCrm = true },
                }
            )
        );
}
