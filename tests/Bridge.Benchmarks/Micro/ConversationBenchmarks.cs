using BenchmarkDotNet.Attributes;
using Bridge.Core.Conversations;
using Bridge.Core.Events;

namespace Bridge.Benchmarks.Micro;

/// <summary>What a message costs its conversation: what is remembered is read, the message taken in, and the whole written again.</summary>
public class ConversationBenchmarks
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly ConversationKey Key = new("106540352242922", Guid.Empty.ToString("N"));

    private byte[] _state = [];
    private ConversationFact[] _next = [];

    /// <summary>Messages before it; so many as are remembered one by one, and few.</summary>
    [Params(8, 48)]
    public int Before { get; set; }

    [GlobalSetup]
    public void Remember()
    {
        var state = ConversationState.New();
        for (var number = 0; number < Before; number++)
        {
            state = Conversation.Apply(Key, state, [Message(number)], ConversationSettings.Default).State;
        }

        (_state, _next) = (state.ToBytes(), [Message(Before)]);
    }

    [Benchmark]
    public byte[] OneMessage() =>
        Conversation.Apply(Key, ConversationState.Read(_state), _next, ConversationSettings.Default).State.ToBytes();

    [Benchmark]
    public byte[] ReadAndWrite() => ConversationState.Read(_state).ToBytes();

    /// <summary>By turns the person's and the business's.</summary>
    private static ConversationFact Message(int number) =>
        new(
            EventId.From($"msg:{number}"),
            new EventSubject("+254712345678", "102290129340398", Key.Number, null, null, null, null, null, null, "chat", At(number))
            {
                Step = new ConversationStep(number % 2 == 0 ? StepKind.Inbound : StepKind.Outbound),
            }
        );

    private static DateTimeOffset At(int number) => Start.AddMinutes(number);
}
