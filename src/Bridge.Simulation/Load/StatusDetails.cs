using System.Text.Json;

namespace Bridge.Simulation.Load;

/// <summary>What a status says besides which it is: the business's own note, the price, the error.</summary>
internal static class StatusDetails
{
    private static readonly (int Code, string Title)[] Errors =
    [
        (131026, "Message undeliverable"),
        (131047, "Re-engagement message"),
        (131049, "This message was not delivered to maintain healthy ecosystem engagement."),
        (131050, "User has stopped marketing messages"),
        (130472, "User's number is part of an experiment"),
    ];

    /// <param name="hasBots">Whether the business notes on its messages who wrote them.</param>
    public static void Write(Utf8JsonWriter json, Update update, bool hasBots)
    {
        var isCampaign = update.Story is StoryKind.Campaign;
        if (Note(update, hasBots) is { } note)
        {
            json.WriteString("biz_opaque_callback_data"u8, note);
        }

        if (update.Kind is UpdateKind.Sent or UpdateKind.Delivered)
        {
            WritePricing(json, isCampaign);
        }
        else if (update.Kind is UpdateKind.Failed)
        {
            WriteError(json, Errors[(int)(update.Message % Errors.Length)]);
        }
    }

    private static string? Note(Update update, bool hasBots) =>
        update.Story switch
        {
            StoryKind.Campaign => """{"campaignId":"cyber-week","templateId":"offer_11"}""",
            StoryKind.WithAgent => $$"""{"agentId":"{{CrmWriter.AgentOf(update.Person)}}"}""",
            _ => hasBots ? """{"isAutomated":true}""" : null,
        };

    private static void WritePricing(Utf8JsonWriter json, bool isCampaign)
    {
        json.WriteStartObject("pricing"u8);
        json.WriteBoolean("billable"u8, isCampaign);
        json.WriteString("pricing_model"u8, "PMP"u8);
        json.WriteString("type"u8, isCampaign ? "regular"u8 : "free_customer_service"u8);
        json.WriteString("category"u8, isCampaign ? "marketing"u8 : "service"u8);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, (int Code, string Title) error)
    {
        json.WriteStartArray("errors"u8);
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("title"u8, error.Title);
        json.WriteString("message"u8, error.Title);
        json.WriteString("href"u8, "/documentation/business-messaging/whatsapp/support/error-codes/"u8);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
