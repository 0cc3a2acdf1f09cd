namespace Bridge.Receiving;

/// <summary>The examples of the collector's guides, as they stand there: what developers were told to send.</summary>
internal static class CaptureGuides
{
    /// <summary>The command with which the integration guide has a developer try it.</summary>
    public const string Curl = """
        curl -X POST https://collector.analytics.chatnation.co.ke/v1/capture \
          -H "Content-Type: application/json" \
          -H "X-Write-Key: your_write_key" \
          -d '{
            "batch": [{
              "type": "track",
              "event": "message.received",
              "userId": "+254700000000",
              "timestamp": "2026-01-19T12:00:00.000Z",
              "context": { "channel": "whatsapp" },
              "properties": {
                "messageId": "test_123",
                "direction": "inbound",
                "contentType": "text"
              }
            }]
          }'
        """;

    /// <summary>Each event of the integration guide, the product page and the tracking guide.</summary>
    public static readonly IReadOnlyList<(string Guide, string Name, string Event)> All =
    [
        (
            "integration guide",
            "message.received",
            """
            {
              "type": "track",
              "event": "message.received",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:00:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "messageId": "wamid.xxx",
                "chatId": "chat_123",
                "direction": "inbound",
                "contentType": "text",
                "contentLength": 42,
                "hasMedia": false,
                "mediaType": null
              }
            }
            """
        ),
        (
            "integration guide",
            "message.sent",
            """
            {
              "type": "track",
              "event": "message.sent",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:01:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "messageId": "wamid.yyy",
                "chatId": "chat_123",
                "direction": "outbound",
                "contentType": "template",
                "templateId": "welcome_v2",
                "agentId": "agent_456",
                "isAutomated": false
              }
            }
            """
        ),
        (
            "integration guide",
            "message.delivered",
            """
            {
              "type": "track",
              "event": "message.delivered",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:01:05.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "messageId": "wamid.yyy",
                "deliveredAt": "2026-01-19T12:01:05.000Z"
              }
            }
            """
        ),
        (
            "integration guide",
            "message.read",
            """
            {
              "type": "track",
              "event": "message.read",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:02:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "messageId": "wamid.yyy",
                "readAt": "2026-01-19T12:02:00.000Z"
              }
            }
            """
        ),
        (
            "integration guide",
            "contact.created",
            """
            {
              "type": "track",
              "event": "contact.created",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:00:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "chatId": "chat_123",
                "name": "John Doe",
                "source": "organic",
                "countryCode": "KE",
                "customFields": {
                  "segment": "premium",
                  "referrer": "campaign_spring"
                }
              }
            }
            """
        ),
        (
            "integration guide",
            "chat.assigned",
            """
            {
              "type": "track",
              "event": "chat.assigned",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T12:03:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "chatId": "chat_123",
                "agentId": "agent_456",
                "previousAgentId": null,
                "assignmentType": "manual"
              }
            }
            """
        ),
        (
            "integration guide",
            "chat.resolved",
            """
            {
              "type": "track",
              "event": "chat.resolved",
              "userId": "+254712345678",
              "timestamp": "2026-01-19T14:00:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "chatId": "chat_123",
                "agentId": "agent_456",
                "resolutionType": "resolved",
                "messageCount": 12,
                "durationMinutes": 120
              }
            }
            """
        ),
        (
            "integration guide",
            "campaign.sent",
            """
            {
              "type": "track",
              "event": "campaign.sent",
              "userId": "system",
              "timestamp": "2026-01-19T09:00:00.000Z",
              "context": {
                "channel": "whatsapp"
              },
              "properties": {
                "campaignId": "camp_789",
                "campaignName": "January Promo",
                "templateId": "promo_v3",
                "recipientCount": 5000,
                "scheduledAt": "2026-01-19T09:00:00.000Z"
              }
            }
            """
        ),
        (
            "integration guide",
            "message.received",
            """
            {
                  "type": "track",
                  "event": "message.received",
                  "userId": "+254700000000",
                  "timestamp": "2026-01-19T12:00:00.000Z",
                  "context": { "channel": "whatsapp" },
                  "properties": {
                    "messageId": "test_123",
                    "direction": "inbound",
                    "contentType": "text"
                  }
                }
            """
        ),
        (
            "product page",
            "message.received",
            """
            {
            "type": "track",
            "event": "message.received",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T06:30:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "messageId": "wamid.xxx",
            "chatId": "chat_123",
            "direction": "inbound",
            "contentType": "text",
            "hasMedia": false
            }
            }
            """
        ),
        (
            "product page",
            "message.sent",
            """
            {
            "type": "track",
            "event": "message.sent",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T06:31:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "messageId": "wamid.yyy",
            "chatId": "chat_123",
            "direction": "outbound",
            "contentType": "template",
            "templateId": "welcome_v2",
            "agentId": "agent_456"
            }
            }
            """
        ),
        (
            "product page",
            "message.read",
            """
            {
            "type": "track",
            "event": "message.read",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T06:32:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "messageId": "wamid.yyy",
            "readAt": "2026-01-20T06:32:00.000Z"
            }
            }
            """
        ),
        (
            "product page",
            "contact.created",
            """
            {
            "type": "track",
            "event": "contact.created",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T06:30:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "chatId": "chat_123",
            "name": "John Doe",
            "source": "organic",
            "countryCode": "KE"
            }
            }
            """
        ),
        (
            "product page",
            "chat.resolved",
            """
            {
            "type": "track",
            "event": "chat.resolved",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T08:30:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "chatId": "chat_123",
            "agentId": "agent_456",
            "resolutionType": "resolved",
            "messageCount": 12,
            "durationMinutes": 120
            }
            }
            """
        ),
        (
            "product page",
            "agent.handoff",
            """
            {
            "type": "track",
            "event": "agent.handoff",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T07:00:00.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "chatId": "chat_123",
            "fromMode": "bot",
            "toMode": "agent",
            "agentId": "agent_456",
            "handoffReason": "user_request",
            "journeyStep": "payment_issue"
            }
            }
            """
        ),
        (
            "product page",
            "message.delivered",
            """
            {
            "type": "track",
            "event": "message.delivered",
            "userId": "+254712345678",
            "timestamp": "2026-01-20T06:31:30.000Z",
            "context": { "channel": "whatsapp" },
            "properties": {
            "messageId": "wamid.yyy",
            "deliveredAt": "2026-01-20T06:31:30.000Z"
            }
            }
            """
        ),
        (
            "tracking guide",
            "message.received",
            """
            {
              "type": "track",
              "event": "message.received",
              "userId": "+254712345678",
              "timestamp": "2026-01-23T10:00:00.000Z",
              "properties": {
                "messageId": "wamid.abc123",
                "contentType": "text",
                "hasMedia": false,
                "chatId": "chat_456"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
        (
            "tracking guide",
            "message.sent",
            """
            {
              "type": "track",
              "event": "message.sent",
              "userId": "+254712345678",
              "timestamp": "2026-01-23T10:05:00.000Z",
              "properties": {
                "messageId": "wamid.def456",
                "contentType": "text",
                "templateId": "welcome_v2",
                "agentId": "agent_789"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
        (
            "tracking guide",
            "message.delivered",
            """
            {
              "type": "track",
              "event": "message.delivered",
              "userId": "+254712345678",
              "properties": {
                "messageId": "wamid.def456"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
        (
            "tracking guide",
            "message.read",
            """
            {
              "type": "track",
              "event": "message.read",
              "userId": "+254712345678",
              "properties": {
                "messageId": "wamid.def456"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
        (
            "tracking guide",
            "chat.resolved",
            """
            {
              "type": "track",
              "event": "chat.resolved",
              "userId": "+254712345678",
              "properties": {
                "chatId": "chat_456",
                "agentId": "agent_789",
                "messageCount": 8,
                "durationMinutes": 15,
                "resolution": "completed"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
        (
            "tracking guide",
            "contact.created",
            """
            {
              "type": "track",
              "event": "contact.created",
              "userId": "+254712345678",
              "properties": {
                "source": "organic",
                "countryCode": "KE"
              },
              "context": {
                "channel": "whatsapp"
              }
            }
            """
        ),
    ];

    /// <summary>An example of the integration guide.</summary>
    public static string Of(string name) => All.First(example => example.Name == name).Event;
}
