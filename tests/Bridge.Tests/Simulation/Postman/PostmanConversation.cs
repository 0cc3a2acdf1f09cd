using System.Text.Json.Nodes;
using Bridge.Simulation.Stories;

namespace Bridge.Simulation.Postman;

/// <summary>The scripted conversation as requests, and the question at the end what the collector got of it.</summary>
internal static class PostmanConversation
{
    /// <summary>The folder's name.</summary>
    public const string Folder = "A whole conversation";

    private static readonly WholeConversation Story = new(
        new StoryCast("106540352242922", "102290129340398", "{{story_phone1}}", "Amina Wanjiru", "chat_{{story_phone1}}")
        {
            MessageId = message => $"{{{{story_wamid{message}}}}}",
            Seconds = at => $"{{{{story_at{at.TotalSeconds}}}}}",
            Iso = at => $"{{{{story_iso{at.TotalSeconds}}}}}",
        }
    );

    /// <summary>In the order in which it happened, as far as that can be told: Postman sends faster than people write.</summary>
    private const string IsTold = """
        const events = pm.response.json().events;
        const tries = Number(pm.collectionVariables.get('tries') || 0);
        if (!events.some(item => item.event === 'chat.resolved') && tries < 40) {
            pm.collectionVariables.set('tries', tries + 1);
            pm.execution.setNextRequest(pm.info.requestName);
            setTimeout(() => {}, 250);
        } else {
            pm.collectionVariables.unset('tries');
            const of = name => events.filter(item => item.event === name).map(item => item.properties);
            const only = name => of(name).length === 1 ? of(name)[0] : {};
            pm.test('one new contact, from the ad', () => pm.expect(only('contact.created').source).to.equal('ad'));
            pm.test('three messages, one of them the first', () =>
                pm.expect(of('message.received').map(item => item.isFirstInConversation).sort()).to.eql([false, false, true]));
            pm.test('handed over to people once', () => {
                pm.expect(only('agent.handoff').toMode).to.equal('agent');
                pm.expect(only('agent.handoff').handoffReason).to.equal('user_request');
            });
            pm.test('assigned once', () => pm.expect(only('chat.assigned').agentId).to.equal('agent_456'));
            pm.test('answered by a bot, then by a person', () =>
                pm.expect(of('message.sent').map(item => item.respondedBy).sort()).to.eql(['agent', 'agent', 'bot', 'bot']));
            pm.test('delivered and read', () =>
                pm.expect([of('message.delivered').length, of('message.read').length]).to.eql([2, 2]));
            pm.test('resolved once, with its figures', () => {
                const resolved = only('chat.resolved');
                pm.expect([resolved.messageCount, resolved.durationMinutes, resolved.handoffCount]).to.eql([7, 2, 1]);
                pm.expect([resolved.firstResponseSeconds, resolved.contained]).to.eql([40, false]);
            });
            pm.test('all in one conversation', () =>
                pm.expect(new Set(events.map(item => item.properties.conversationId).filter(id => id)).size).to.equal(1));
        }
        """;

    public static IReadOnlyList<PostmanRequest> Requests()
    {
        var posts = Story.Acts.Append(Story.End).SelectMany(act => act.Posts.Select(post => (act.Title, Post: post))).ToList();
        return
        [
            .. posts.Select((step, index) => Request($"{index + 1}. {Lower(step.Title)}", step.Title, step.Post)),
            new(
                $"{posts.Count + 1}. what the collector got",
                "GET",
                "{{collectorUrl}}/events?userId=%2B{{story_phone1}}",
                "The conversation's events. They need what the demo sets: `Conversations:HandoffTriggers=talk_to_agent`, "
                    + "`Conversations:InitialMode=bot`."
            )
            {
                Before = PostmanScripts.SkipWithoutCollector + "\n" + PostmanCapture.SkipWithoutKey,
                Test = IsTold,
            },
        ];
    }

    private static PostmanRequest Request(string name, string title, StoryPost post)
    {
        var body = PostmanTemplate.Of(JsonNode.Parse(post.Body)!);
        return post.IsFromCrm
            ? new PostmanRequest(name, "POST", PostmanCapture.Capture, $"{title}: a CRM tells it.")
            {
                KeyVariable = "captureKey",
                Body = body.Text,
                Before = PostmanCapture.SkipWithoutKey,
                Test = "pm.test('200', () => pm.response.to.have.status(200));",
            }
            : PostmanRequest.Taken(name, $"{title}.", body);
    }

    private static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];
}
