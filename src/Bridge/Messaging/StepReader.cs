using System.Text.Json;
using Bridge.Core.Attribution;
using Bridge.Core.Events;

namespace Bridge.Messaging;

/// <summary>
/// Reads what an event does to its conversation: the word alone, or an object with it. Members and kinds it does not know are passed over.
/// </summary>
internal static class StepReader
{
    private static readonly string[] Members = ["by", "agent", "trigger", "name", "hand", "crm", "touch"];
    private static readonly string[] TouchMembers =
    [
        "type",
        "id",
        "click",
        "campaign",
        "source",
        "medium",
        "term",
        "content",
        "campaignId",
    ];

    /// <param name="reader">Stands on the first token of the value; afterwards on its last.</param>
    public static ConversationStep? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return StepWords.Read(ItemReader.Text(ref reader)) is { } kind ? new ConversationStep(kind) : null;
        }

        var (step, isKnown) = (new ConversationStep(StepKind.None), false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("is"u8) && reader.Read())
            {
                var kind = StepWords.Read(ItemReader.Text(ref reader));
                (step, isKnown) = (step with { Kind = kind ?? StepKind.None }, kind is not null);
            }
            else
            {
                step = ReadMember(ref reader, step);
            }
        }

        return isKnown ? step : null;
    }

    private static ConversationStep ReadMember(ref Utf8JsonReader reader, ConversationStep step)
    {
        switch (Member(ref reader, Members))
        {
            case "by":
                return step with { By = ServiceModes.Read(ItemReader.Text(ref reader)) };
            case "agent":
                return step with { AgentId = ItemReader.Text(ref reader) };
            case "trigger":
                return step with { Trigger = ItemReader.Text(ref reader) };
            case "name":
                return step with { ContactName = ItemReader.Text(ref reader) };
            case "hand":
                return step with { IsByHand = Flag(ref reader) };
            case "crm":
                return step with { IsFromCrm = Flag(ref reader) };
            case "touch":
                return step with { Touch = ReadTouch(ref reader) };
            default:
                reader.Skip();
                return step;
        }
    }

    /// <summary>Goes to the value; null for a member that is not one of these.</summary>
    private static string? Member(ref Utf8JsonReader reader, string[] members)
    {
        string? found = null;
        foreach (var member in members)
        {
            found = found ?? (reader.ValueTextEquals(member) ? member : null);
        }

        reader.Read();
        return found;
    }

    private static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return reader.TokenType == JsonTokenType.True;
    }

    private static Touch? ReadTouch(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var (touch, campaign) = (new Touch(null, null, null, null), Campaign.None);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = Member(ref reader, TouchMembers);
            var value = ItemReader.Text(ref reader);
            (touch, campaign) = member switch
            {
                "type" => (touch with { Type = value }, campaign),
                "id" => (touch with { Id = value }, campaign),
                "click" => (touch with { ClickId = value }, campaign),
                _ => (touch, With(campaign, member, value)),
            };
        }

        return (touch with { Campaign = campaign.OrNull() }).Bounded();
    }

    private static Campaign With(Campaign campaign, string? member, string? value) =>
        member switch
        {
            "campaign" => campaign with { Name = value },
            "source" => campaign with { Source = value },
            "medium" => campaign with { Medium = value },
            "term" => campaign with { Term = value },
            "content" => campaign with { Content = value },
            "campaignId" => campaign with { Id = value },
            _ => campaign,
        };
}
