namespace Bridge.Conservation;

/// <summary>The events of the guides' full conversation, as they come of the scripted one: by hand, after the event contract.</summary>
internal static class ExpectedStory
{
    /// <summary>What Bridge calls the chat.</summary>
    public const string Own = "chat_106540352242922_254…";

    private const string Price = """
        "pricingCategory":"service","pricingType":"free_customer_service","pricingModel":"PMP","billable":false,"origin":"cloud_api",
        """;

    private const string Click = "\"sourceType\":\"ad\",\"sourceId\":\"120226305854810726\",\"ctwaClid\":\"Aff-n8ZTODiE79d22KtAwQKj9e\"";
    private const string Touch = $"{{{Click},\"touchedAt\":\"@0\"}}";

    /// <param name="chat">What the CRM calls the chat.</param>
    /// <param name="silence">How long nothing is written until it is over.</param>
    /// <param name="back">When the person returns.</param>
    public static IReadOnlyList<ToldEvent> Events(string chat, TimeSpan silence, TimeSpan back) =>
        ToldEvent.Read(
            $$"""
            0 contact.created {"chatId":"{{Own}}","name":"Amina Wanjiru","source":"ad","countryCode":"KE",
             "customFields":{"referrer":"120226305854810726"},"firstTouch":{{Touch}},"lastTouch":{{Touch}} }
            0 message.received {"messageId":"m1","chatId":"{{Own}}","direction":"inbound","contentType":"text","contentLength":32,
             "hasMedia":false,"mediaType":null,"countryCode":"KE",
             "referral":{"sourceType":"ad","sourceId":"120226305854810726","ctwaClid":"Aff-n8ZTODiE79d22KtAwQKj9e"},
             "serviceMode":"bot","conversationId":"c1","isFirstInConversation":true,"firstTouch":{{Touch}},"lastTouch":{{Touch}} }
            0 referral.received {"messageId":"m1","chatId":"{{Own}}","sourceType":"ad","sourceId":"120226305854810726",
             "sourceUrl":"https://fb.me/3cr4Wqqkv","headline":"Chat with us","welcomeMessage":"Karibu! How can we help?",
             "mediaType":"image","ctwaClid":"Aff-n8ZTODiE79d22KtAwQKj9e","adId":"120226305854810726"}
            2 message.sent {"messageId":"m2","chatId":"{{chat}}","direction":"outbound",{{Price}}
             "contentType":"text","isAutomated":true,
             "serviceMode":"bot","conversationId":"c1","respondedBy":"bot","responseSeconds":2}
            3 message.delivered {"messageId":"m2","chatId":"{{Own}}","deliveredAt":"@3"}
            5 message.read {"messageId":"m2","chatId":"{{Own}}","readAt":"@5"}
            30 message.received {"messageId":"m3","chatId":"{{chat}}","direction":"inbound","contentType":"button_reply","contentLength":0,
             "hasMedia":false,"mediaType":null,"countryCode":"KE","buttonId":"talk_to_agent","buttonTitle":"Talk to a person",
             "replyToMessageId":"m2","serviceMode":"bot","conversationId":"c1","isFirstInConversation":false}
            30 agent.handoff {"chatId":"{{chat}}","fromMode":"bot","toMode":"agent","handoffReason":"user_request",
             "journeyStep":"talk_to_agent","conversationId":"c1"}
            32 message.sent {"messageId":"m4","chatId":"{{chat}}","direction":"outbound",{{Price}}
             "contentType":"text","isAutomated":true,
             "serviceMode":"agent","conversationId":"c1","respondedBy":"bot","responseSeconds":2}
            45 chat.assigned {"chatId":"{{chat}}","agentId":"agent_456","previousAgentId":null,"assignmentType":"manual",
             "conversationId":"c1"}
            70 message.sent {"messageId":"m5","chatId":"{{chat}}","direction":"outbound",{{Price}}
             "contentType":"text","agentId":"agent_456",
             "serviceMode":"agent","conversationId":"c1","respondedBy":"agent","firstResponseSeconds":40}
            71 message.delivered {"messageId":"m5","chatId":"{{Own}}","deliveredAt":"@71"}
            75 message.read {"messageId":"m5","chatId":"{{Own}}","readAt":"@75"}
            90 message.received {"messageId":"m6","chatId":"{{chat}}","direction":"inbound","contentType":"text","contentLength":23,
             "hasMedia":false,"mediaType":null,"countryCode":"KE",
             "serviceMode":"agent","conversationId":"c1","isFirstInConversation":false}
            110 message.sent {"messageId":"m7","chatId":"{{chat}}","direction":"outbound",{{Price}}
             "contentType":"text","agentId":"agent_456",
             "serviceMode":"agent","conversationId":"c1","respondedBy":"agent","responseSeconds":20}
            {{110 + silence.TotalSeconds}} chat.resolved {"chatId":"{{chat}}","conversationId":"c1","agentId":"agent_456",
             "messageCount":7,"durationMinutes":2,"inboundCount":3,"outboundCount":4,"handoffCount":1,"firstResponseSeconds":40,
             "serviceMode":"agent","contained":false,"abandoned":false,"resolutionType":"inactivity","resolution":"inactivity",
             "firstTouch":{{Touch}},"lastTouch":{{Touch}} }
            {{back.TotalSeconds}} message.received {"messageId":"m8","chatId":"{{chat}}","direction":"inbound","contentType":"text",
             "contentLength":9,"hasMedia":false,"mediaType":null,"countryCode":"KE",
             "serviceMode":"bot","conversationId":"c2","isFirstInConversation":true,"reopened":true,"previousConversationId":"c1",
             "firstTouch":{{Touch}} }
            """
        );
}
