using Bridge.Core.Capture;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Load;
using Bridge.Simulation.Stories;

namespace Bridge.Commands.Demo;

/// <summary>
/// What the demo knows must come of what it posted, worked out apart from the running Bridge: the other side of the proof. Safe to use from
/// several threads.
/// </summary>
internal sealed class DemoLedger
{
    private static readonly TranslationOptions Options = TranslationOptions.Default with
    {
        HandoffTriggers = new HandoffTriggers([WholeConversation.HandoffButton], []),
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, string> _events = [];
    private readonly HashSet<Guid> _deadLetters = [];
    private readonly ThreadBooks _threads = new(first: ServiceMode.Bot);

    /// <summary>The name of every event the collector must get once, by event id.</summary>
    public IReadOnlyDictionary<Guid, string> Events
    {
        get
        {
            lock (_gate)
            {
                return new Dictionary<Guid, string>(_events);
            }
        }
    }

    /// <summary>How many events Bridge must make that no webhook holds.</summary>
    public int Derived
    {
        get
        {
            lock (_gate)
            {
                return _threads.Derived;
            }
        }
    }

    /// <summary>How many different items must be among the dead letters.</summary>
    public int DeadLetters => _deadLetters.Count;

    public int AnsweredOk { get; private set; }

    public int AnsweredUnauthorized { get; private set; }

    /// <summary>Posts that were answered other than they should be.</summary>
    public int AnsweredWrongly { get; private set; }

    /// <summary>Items of posts that repeated earlier ones: they must be dropped.</summary>
    public int Repeats { get; private set; }

    public void Record(Post post, int status, DateTimeOffset receivedAt)
    {
        lock (_gate)
        {
            if (status == StatusCodes.Status200OK)
            {
                AnsweredOk++;
                Expect(post, receivedAt);
            }

            // Many forged ones a minute are answered 429.
            AnsweredUnauthorized += status is StatusCodes.Status401Unauthorized or StatusCodes.Status429TooManyRequests ? 1 : 0;
            AnsweredWrongly += (status == StatusCodes.Status200OK) == post.IsForged ? 1 : 0;
        }
    }

    /// <summary>Where the collector was told other contacts and hand-overs than follow from what was posted, a line each.</summary>
    public IReadOnlyList<string> Differences(TakenEvents taken)
    {
        lock (_gate)
        {
            return _threads.Compare(taken.Derived, DerivedKey.Events);
        }
    }

    private void Expect(Post post, DateTimeOffset receivedAt)
    {
        if (post.IsFromCrm)
        {
            var sender = new CaptureSender(DemoSettings.CaptureName, []);
            CaptureReader
                .Read(post.Body, sender, receivedAt, Options.HandoffTriggers)
                .Events.ForEach(item => Expect(item.Id, item.Name, item.Subject, item.Source));
            return;
        }

        Expect(WebhookTranslator.Translate(post.Body, receivedAt, Options));
    }

    private void Expect(Guid id, string name, EventSubject about, string? source)
    {
        if (_events.TryAdd(id, name))
        {
            _threads.Take(about, source);
        }
        else
        {
            Repeats++;
        }
    }

    private void Expect(WebhookTranslation translation)
    {
        foreach (var item in translation.Events)
        {
            Expect(item.Id, item.Name, item.Subject, item.Source);
            if (item.Implies is { } implied)
            {
                _events.TryAdd(implied, ImpliedDeliveries.Delivered); // whether it is told too or not, the collector gets it once
            }
        }

        foreach (var id in translation.Unreadable.Select(item => item.Id).Concat(translation.Unrecognised.Select(item => item.Id)))
        {
            Repeats += _deadLetters.Add(id) ? 0 : 1;
        }
    }
}
