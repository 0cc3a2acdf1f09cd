using System.Text;
using Bridge.Simulation.Samples;

namespace Bridge.Simulation.Load;

/// <summary>The posts of a run, made one by one as they are asked for, in the order in which they are to be sent.</summary>
internal sealed class Traffic
{
    /// <summary>So many of the latest posts may be repeated.</summary>
    private const int Repeatable = 64;

    /// <summary>How long a post is held back at most, so that others overtake it, at the pace of life.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);

    private readonly TrafficOptions _options;
    private readonly Random _random;
    private readonly Conversations _conversations;
    private readonly UpdateWriter _writer;
    private readonly CrmWriter _crm;
    private readonly List<Update> _ofCrm = [];
    private readonly SampleWebhooks _samples;
    private readonly Queue<Post> _latest = new();

    public Traffic(TrafficOptions options, TimeProvider clock)
    {
        _options = options;
        _random = new Random(options.Seed);
        _conversations = new Conversations(options, _random);
        var start = clock.GetUtcNow();
        _writer = new UpdateWriter(options.Seed, start, options.HasCrm);
        _crm = new CrmWriter(options.Seed, start);
        _samples = new SampleWebhooks(new Random(options.Seed), clock);
    }

    /// <summary>At random moments, as from many senders who do not know of each other, and in the mean as often as the rate says.</summary>
    public IEnumerable<Post> Posts()
    {
        var heldBack = new PriorityQueue<Post, TimeSpan>();
        for (var now = Gap(); now < _options.Duration; now += Gap())
        {
            while (heldBack.TryPeek(out _, out var due) && due <= now)
            {
                yield return heldBack.Dequeue();
            }

            if (Happens(_options.Reordered))
            {
                var later = now + (LongestHold * _random.NextDouble() / _options.Speed);
                heldBack.Enqueue(Fresh(now, later), later);
            }
            else
            {
                yield return _latest.Count > 0 && Happens(_options.Duplicates)
                    ? _latest.ElementAt(_random.Next(_latest.Count)).Again(now)
                    : Fresh(now, now);
            }
        }

        while (heldBack.TryDequeue(out var last, out _))
        {
            yield return last;
        }
    }

    private TimeSpan Gap() => TimeSpan.FromSeconds(-Math.Log(1 - _random.NextDouble()) / _options.Rate);

    private bool Happens(double probability) => _random.NextDouble() < probability;

    private Post Fresh(TimeSpan now, TimeSpan sentAt)
    {
        var post = _ofCrm.Count > 0 ? OfCrm(sentAt) : new Post(sentAt, OfMeta(now));
        _latest.Enqueue(post);
        if (_latest.Count > Repeatable)
        {
            _latest.Dequeue();
        }

        return post;
    }

    private byte[] OfMeta(TimeSpan now) => Happens(_options.Mix.Sample / _options.Mix.Total) ? Sample() : Updates(now);

    /// <summary>What a CRM has to tell goes out with the next post.</summary>
    private Post OfCrm(TimeSpan sentAt)
    {
        var post = new Post(sentAt, _crm.Write(_ofCrm)) { IsFromCrm = true };
        _ofCrm.Clear();
        return post;
    }

    private byte[] Sample() =>
        Encoding.UTF8.GetBytes(_samples.Make(SampleWebhooks.Names.ElementAt(_random.Next(SampleWebhooks.Names.Count))));

    private byte[] Updates(TimeSpan now)
    {
        var updates = new Update[Count()];
        for (var i = 0; i < updates.Length; i++)
        {
            updates[i] = NextOfMeta(now);
        }

        return _writer.Write(updates);
    }

    private Update NextOfMeta(TimeSpan now)
    {
        var update = _conversations.Next(now);
        for (; update.IsOfCrm; update = _conversations.Next(now))
        {
            _ofCrm.Add(update);
        }

        return update;
    }

    /// <summary>Each size as often as all sizes twice as large together.</summary>
    private int Count()
    {
        var (least, most) = _options.UpdatesPerPost;
        return (int)(least * Math.Pow((most + 1d) / least, _random.NextDouble()));
    }
}
