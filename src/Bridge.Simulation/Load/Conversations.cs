namespace Bridge.Simulation.Load;

/// <summary>
/// The generator of updates: what people and businesses do to each other. Whoever asks for the next update gets what is due by then, and
/// when nothing is, the beginning of a new story: so there is always as much as is asked for, and what follows comes at human delays.
/// </summary>
internal sealed class Conversations(TrafficOptions options, Random random)
{
    /// <summary>So many updates to come are kept at most; beyond that some come early.</summary>
    private const int MostToCome = 200_000;

    private readonly PriorityQueue<Update, TimeSpan> _toCome = new();
    private long _messages;

    public Update Next(TimeSpan now)
    {
        var isDue = _toCome.TryPeek(out _, out var due) && (due <= now || _toCome.Count >= MostToCome);
        var update = isDue ? _toCome.Dequeue() : Begin(now);
        Continue(update with { At = now });
        return update with { At = update.At < now ? update.At : now };
    }

    private Update Begin(TimeSpan now)
    {
        var roll = random.NextDouble() * (options.Mix.Total - options.Mix.Sample);
        var person = random.Next(options.Users);
        var story = StoryAt(roll);
        return new Update(story is StoryKind.Campaign ? UpdateKind.Sent : UpdateKind.Message, story, now, person, ++_messages);
    }

    private StoryKind StoryAt(double roll)
    {
        var (campaigns, ads) = (options.Mix.Campaign, options.Mix.Campaign + options.Mix.Ad);
        return roll < campaigns ? StoryKind.Campaign
            : roll < ads ? StoryKind.Ad
            : roll < ads + options.Mix.Order ? StoryKind.Buying
            : StoryKind.Conversation;
    }

    private void Continue(Update update)
    {
        switch (update.Kind)
        {
            case UpdateKind.Message when update.Story is StoryKind.Asking:
                Later(update with { Kind = UpdateKind.Assigned }, 15, 1);
                break;
            case UpdateKind.Assigned:
                AnswerByAgent(update, 30);
                break;
            case UpdateKind.Message when update.Story is StoryKind.WithAgent:
                AnswerByAgent(update, 20);
                break;
            case UpdateKind.Read when update.Story is StoryKind.WithAgent && Happens(0.4):
                Later(update with { Kind = UpdateKind.Resolved }, 60, 1);
                break;
            case UpdateKind.Message when Happens(0.9):
                Later(update with { Kind = UpdateKind.Sent, Story = Answered(update.Story), Message = ++_messages, Answers = 0 }, 4, 1.5);
                break;
            case UpdateKind.Sent:
                TellAgent(update);
                Later(update with { Kind = Happens(0.96) ? UpdateKind.Delivered : UpdateKind.Failed }, 1.2, 1);
                break;
            case UpdateKind.Delivered when Happens(0.75):
                Later(update with { Kind = UpdateKind.Read }, 25, 1.5);
                break;
            case UpdateKind.Read when update.Story is StoryKind.Buying:
                Reply(update, StoryKind.Order);
                break;
            case UpdateKind.Read when Happens(update.Story is StoryKind.Campaign ? 0.1 : 0.45):
                Reply(update, StoryOfReply(update.Story));
                break;
            default:
                break; // here the story ends
        }
    }

    /// <summary>Some of those whom a bot answers ask for a person; who has one, writes to them.</summary>
    private StoryKind StoryOfReply(StoryKind story) =>
        story is StoryKind.WithAgent ? story
        : options.HasCrm && Happens(0.3) ? StoryKind.Asking
        : StoryKind.Conversation;

    /// <summary>Who is about to order is until they do.</summary>
    private static StoryKind Answered(StoryKind story) => story is StoryKind.Buying ? story : StoryKind.Conversation;

    private void Reply(Update update, StoryKind story) =>
        Later(update with { Kind = UpdateKind.Message, Story = story, Message = ++_messages, Answers = update.Message }, 40, 1.2);

    private void AnswerByAgent(Update update, double medianSeconds) =>
        Later(update with { Kind = UpdateKind.Sent, Story = StoryKind.WithAgent, Message = ++_messages, Answers = 0 }, medianSeconds, 1);

    /// <summary>Of an agent's message the CRM tells who sent it, at the same moment.</summary>
    private void TellAgent(Update update)
    {
        if (update.Story is StoryKind.WithAgent)
        {
            _toCome.Enqueue(update with { Kind = UpdateKind.SentByAgent }, update.At);
        }
    }

    private bool Happens(double probability) => random.NextDouble() < probability;

    private void Later(Update update, double medianSeconds, double spread)
    {
        var at = update.At + (Dice.Delay(random, medianSeconds, spread) / options.Speed);
        _toCome.Enqueue(update with { At = at }, at);
    }
}
