namespace Bridge.Simulation.Postman;

/// <summary>The requests of a CRM: what no webhook says, posted with a key of its own.</summary>
internal static class PostmanCapture
{
    /// <summary>The folder's name.</summary>
    public const string Folder = "CRM";

    public const string Capture = "{{baseUrl}}/v1/capture";

    public const string SkipWithoutKey = "if (!pm.variables.get('captureKey')) { pm.execution.skipRequest(); }";

    private const string Assigned = """
        {
          "type": "track", "event": "chat.assigned", "userId": "+{{phone1}}", "timestamp": "{{isoNow}}",
          "context": { "channel": "whatsapp" },
          "properties": { "chatId": "chat_{{phone1}}", "agentId": "agent_456", "previousAgentId": null, "assignmentType": "manual" }
        }
        """;

    private const string Sent = """
        {
          "type": "track", "event": "message.sent", "userId": "+{{phone1}}", "timestamp": "{{isoNow}}",
          "context": { "channel": "whatsapp" },
          "properties": { "messageId": "{{wamid1}}", "chatId": "chat_{{phone1}}", "contentType": "text", "agentId": "agent_456" }
        }
        """;

    private const string Resolved = """
        {
          "type": "track", "event": "chat.resolved", "userId": "+{{phone1}}",
          "context": { "channel": "whatsapp" },
          "properties": { "chatId": "chat_{{phone1}}", "agentId": "agent_456", "resolutionType": "resolved" }
        }
        """;

    private const string Campaign = """
        {
          "type": "track", "event": "campaign.sent", "userId": "system", "timestamp": "{{isoNow}}",
          "context": { "channel": "whatsapp" },
          "properties": { "campaignId": "camp_{{user1}}", "campaignName": "January Promo", "recipientCount": 5000 }
        }
        """;

    private const string WithoutUser = """
        { "type": "track", "event": "chat.assigned", "context": { "channel": "whatsapp" }, "properties": { "chatId": "chat_{{phone1}}" } }
        """;

    public static IReadOnlyList<PostmanRequest> Requests() =>
        [
            Taken("chat assigned", "A chat is given to an agent.", Assigned),
            Taken("agent's message", "An agent answered: the status Meta sends of it does not say who.", Sent),
            Taken("chat resolved", "The conversation is over. Without a timestamp it is over when Bridge hears of it.", Resolved),
            Taken("campaign sent", "A broadcast; it is about nobody in particular.", Campaign),
            Taken(
                "several at once",
                "Up to 500 events, 512 KiB.",
                Assigned.Replace("phone1", "phone2", StringComparison.Ordinal),
                Sent,
                Resolved
            ),
            Post(
                "one wrong among good",
                "The others are taken. The wrong one is a dead letter (`invalid`), and the answer says which and why.",
                "",
                """
                pm.test('200', () => pm.response.to.have.status(200));
                const rejected = pm.response.json().rejected;
                pm.test('the second is rejected alone', () => pm.expect(rejected.map(one => one.index)).to.eql([1]));
                pm.test('and why', () => pm.expect(rejected[0].path + ' ' + rejected[0].problem).to.equal('userId is missing'));
                """,
                Assigned,
                WithoutUser
            ),
            Post(
                "all or nothing",
                "`strict` is for those who are building: nothing is stored when one event is rejected.",
                "?strict=true",
                Status(400) + "\npm.test('nothing is taken', () => pm.expect(pm.response.json().accepted).to.equal(0));",
                Assigned,
                WithoutUser
            ),
            Post(
                "dry run",
                "The same answer, and nothing is stored.",
                "?dryRun=true",
                "pm.test('it would be taken', () => pm.expect(pm.response.json().accepted).to.equal(1));",
                Assigned
            ),
            Post("no event", "Not one event that the collector would take: nothing is stored.", "", Status(400), WithoutUser),
            Post("wrong key", "Nobody's key.", "", Status(401), Assigned) with
            {
                KeyVariable = "verifyToken",
            },
        ];

    private static PostmanRequest Taken(string name, string description, params string[] events) =>
        Post(
            name,
            description,
            "",
            $$"""
            pm.test('200', () => pm.response.to.have.status(200));
            const answer = { accepted: {{events.Length}}, duplicates: 0, rejected: [] };
            pm.test('all are taken', () => pm.expect(pm.response.json()).to.eql(answer));
            """,
            events
        );

    private static PostmanRequest Post(string name, string description, string query, string test, params string[] events) =>
        new(name, "POST", Capture + query, description)
        {
            KeyVariable = "captureKey",
            Body = $$"""{ "batch": [{{string.Join(", ", events)}}] }""",
            Before = SkipWithoutKey,
            Test = test,
        };

    private static string Status(int status) => $"pm.test('{status}', () => pm.response.to.have.status({status}));";
}
