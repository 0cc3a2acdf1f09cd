using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Messages;

/// <summary>
/// An answered flow: <c>interactive.nfm_reply</c>. The answers stay in Bridge unless <c>Privacy:FlowAnswers</c> names them.
/// </summary>
internal static class FlowReply
{
    private static readonly string[] OwnNames = [MessageId.Name, ChatId.Name, FlowName.Name];

    public static TrackEvent ToEvent(ItemContext context, JsonView reply, string messageId, TranslationOptions options)
    {
        var properties = new PropertyBag().Add(MessageId, messageId).Add(ChatId, context.ChatId).Add(FlowName, NameOf(reply));
        if (options.FlowAnswers.Count > 0 && reply["response_json"u8].Text is { } answers)
        {
            AddAnswers(properties, answers, options.FlowAnswers);
        }

        return context.Event(ConversationEvents.FlowCompleted, "flow", messageId, properties);
    }

    /// <summary>
    /// The flow's own name, where the business wrote one into its answer. <c>nfm_reply.name</c> is the kind of reply: always <c>flow</c>.
    /// </summary>
    public static string? NameOf(JsonView reply)
    {
        if (reply["response_json"u8].Text is not { } answers || !JsonTape.TryParse(Encoding.UTF8.GetBytes(answers), out var tape))
        {
            return null;
        }

        using (tape)
        {
            return tape.Root["flow_name"u8] is { IsString: true, Text: { } name } ? MessageContent.Bounded(name) : null;
        }
    }

    /// <summary>The answers are a JSON text within the JSON; it may be anything.</summary>
    private static void AddAnswers(PropertyBag properties, string answers, IReadOnlySet<string> allowed)
    {
        if (!JsonTape.TryParse(Encoding.UTF8.GetBytes(answers), out var tape))
        {
            return;
        }

        using (tape)
        {
            foreach (var name in allowed.Except(OwnNames))
            {
                properties.AddScalar(FlowAnswer.Named(name), tape.Root[Encoding.UTF8.GetBytes(name)]);
            }
        }
    }

    private static void AddScalar(this PropertyBag properties, EventProperty property, JsonView value)
    {
        if (value.IsString)
        {
            properties.Add(property, value.Text);
        }
        else if (value.Number is { } number)
        {
            properties.Add(property, number);
        }
        else
        {
            properties.Add(property, value.Flag);
        }
    }
}
