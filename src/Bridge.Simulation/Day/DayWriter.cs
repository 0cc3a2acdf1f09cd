using System.Text.Json.Nodes;

namespace Bridge.Simulation.Day;

/// <summary>What happened, as Meta and a CRM tell it.</summary>
/// <param name="number">The business number (<c>phone_number_id</c>).</param>
internal sealed class DayWriter(string account, string number)
{
    /// <summary>One webhook with all of it that Meta tells, in the order given; null when that is nothing.</summary>
    public string? Webhook(IReadOnlyList<DayFact> facts)
    {
        JsonArray changes = [.. facts.Select(Change).OfType<JsonNode>()];
        return changes.Count == 0
            ? null
            : new JsonObject
            {
                ["object"] = "whatsapp_business_account",
                ["entry"] = new JsonArray(new JsonObject { ["id"] = account, ["changes"] = changes }),
            }.ToJsonString();
    }

    /// <summary>One request of the CRM with all of it that the CRM tells; null when that is nothing.</summary>
    public string? Capture(IReadOnlyList<DayFact> facts)
    {
        JsonArray events = [.. facts.OfType<CrmEnds>().Select(End)];
        return events.Count == 0 ? null : new JsonObject { ["batch"] = events }.ToJsonString();
    }

    private JsonObject? Change(DayFact fact) =>
        fact switch
        {
            PersonWrites message => Change("messages", Message(message)),
            PersonOrders order => Change("messages", Order(order)),
            MetaTells status => Change("statuses", Status(status)),
            _ => null,
        };

    private JsonObject Change(string name, JsonObject item) =>
        new()
        {
            ["field"] = "messages",
            ["value"] = new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["metadata"] = new JsonObject { ["phone_number_id"] = number },
                [name] = new JsonArray(item),
            },
        };

    private static JsonObject Message(PersonWrites fact)
    {
        var message = new JsonObject
        {
            ["from"] = fact.Phone,
            ["id"] = fact.Id,
            ["timestamp"] = $"{fact.At.ToUnixTimeSeconds()}",
            ["type"] = "text",
            ["text"] = new JsonObject { ["body"] = fact.Text },
        };
        if (fact.AdId is not null)
        {
            message["referral"] = new JsonObject { ["source_type"] = "ad", ["source_id"] = fact.AdId };
        }

        if (fact.ClickId is not null)
        {
            message["referral"]!["ctwa_clid"] = fact.ClickId;
        }

        return message;
    }

    private static JsonObject Order(PersonOrders fact) =>
        new()
        {
            ["from"] = fact.Phone,
            ["id"] = fact.Id,
            ["timestamp"] = $"{fact.At.ToUnixTimeSeconds()}",
            ["type"] = "order",
            ["order"] = new JsonObject
            {
                ["catalog_id"] = "194836987003835",
                ["product_items"] = new JsonArray(
                    new JsonObject
                    {
                        ["product_retailer_id"] = "sku-7",
                        ["quantity"] = fact.Quantity,
                        ["item_price"] = fact.Price,
                        ["currency"] = "KES",
                    }
                ),
            },
        };

    private static JsonObject Status(MetaTells fact)
    {
        var status = new JsonObject
        {
            ["id"] = fact.Id,
            ["status"] = fact.Status,
            ["timestamp"] = $"{fact.At.ToUnixTimeSeconds()}",
            ["recipient_id"] = fact.Phone,
            ["biz_opaque_callback_data"] = fact.Note,
            ["pricing"] = new JsonObject { ["billable"] = fact.Category != "service", ["category"] = fact.Category },
        };
        if (fact.Error is { } code)
        {
            status["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["title"] = "Message failed" });
        }

        return status;
    }

    private JsonObject End(CrmEnds fact) =>
        new()
        {
            ["type"] = "track",
            ["event"] = "chat.resolved",
            ["userId"] = "+" + fact.Phone,
            ["timestamp"] = fact.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["context"] = new JsonObject
            {
                ["channel"] = "whatsapp",
                ["phoneNumberId"] = number,
                ["eventId"] = Core.Events.EventId.From($"day:{fact.Phone}:{fact.At:O}").ToString(),
            },
            ["properties"] = Properties(fact),
        };

    private JsonObject Properties(CrmEnds fact)
    {
        var properties = new JsonObject
        {
            ["chatId"] = $"chat_{number}_{fact.Phone}",
            ["resolutionType"] = fact.By,
            ["resolution"] = fact.By,
        };
        if (fact.Agent is not null)
        {
            properties["agentId"] = fact.Agent;
        }

        return properties;
    }
}
