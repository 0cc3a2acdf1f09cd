using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Load;

namespace Bridge.Commands.Demo;

/// <summary>
/// What the demo knows must come of what it posted, worked out apart from the running Bridge: the other side of the proof. Safe to use from
/// several threads.
/// </summary>
internal sealed class DemoLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, string> _events = [];
    private readonly HashSet<Guid> _deadLetters = [];
    private readonly ThreadBooks _threads = new();

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
                Expect(WebhookTranslator.Translate(post.Body, receivedAt, TranslationOptions.Default));
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

    private void Expect(WebhookTranslation translation)
    {
        foreach (var item in translation.Events)
        {
            if (_events.TryAdd(item.Id, item.Name))
            {
                _threads.Take(item);
            }
            else
            {
                Repeats++;
            }

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
