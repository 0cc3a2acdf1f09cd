using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;

namespace Bridge.Core.Translation;

/// <summary>
/// The business's own note on a message, echoed in its statuses (<c>biz_opaque_callback_data</c>, at most 512 characters): a JSON object
/// or <c>key=value;…</c> with any of the names below, else one opaque text.
/// </summary>
internal sealed record CallbackData
{
    private static readonly CallbackData None = new();

    public string? ChatId { get; private init; }

    public string? ContentType { get; private init; }

    private string? AgentId { get; init; }

    private string? TemplateId { get; init; }

    private string? CampaignId { get; init; }

    private string? CampaignName { get; init; }

    private string? JourneyStep { get; init; }

    private bool? IsAutomated { get; init; }

    private string? Opaque { get; init; }

    public static CallbackData Read(string? data)
    {
        if (data is null)
        {
            return None;
        }

        var read = data.TrimStart().StartsWith('{') ? FromJson(data) : FromPairs(data);
        return read == None ? new CallbackData { Opaque = data } : read;
    }

    /// <summary>Adds what the note says; what Meta itself says of the template wins.</summary>
    public PropertyBag AddTo(PropertyBag bag, string? metasTemplateId) =>
        bag.Add(EventProperties.TemplateId, metasTemplateId ?? TemplateId)
            .Add(EventProperties.AgentId, AgentId)
            .Add(EventProperties.IsAutomated, IsAutomated)
            .Add(EventProperties.CampaignId, CampaignId)
            .Add(EventProperties.CampaignName, CampaignName)
            .Add(EventProperties.JourneyStep, JourneyStep)
            .Add(EventProperties.CallbackData, Opaque);

    private static CallbackData FromJson(string data)
    {
        var note = None;
        if (JsonTape.TryParse(Encoding.UTF8.GetBytes(data), out var tape))
        {
            using (tape)
            {
                foreach (var (name, value) in tape.Root.Properties)
                {
                    note = note.With(name, value.Text);
                }
            }
        }

        return note;
    }

    private static CallbackData FromPairs(string data)
    {
        var note = None;
        foreach (var range in data.AsSpan().Split(';'))
        {
            var pair = data.AsSpan(range);
            if (pair.IndexOf('=') is var equals and >= 0 && pair[(equals + 1)..].Trim() is { Length: > 0 } value)
            {
                note = note.With(pair[..equals].Trim(), value.ToString());
            }
        }

        return note;
    }

    private CallbackData With(ReadOnlySpan<char> name, string? value) =>
        value is null
            ? this
            : name switch
            {
                "agentId" => this with { AgentId = value },
                "templateId" => this with { TemplateId = value },
                "campaignId" => this with { CampaignId = value },
                "campaignName" => this with { CampaignName = value },
                "chatId" => this with { ChatId = value },
                "isAutomated" => this with
                {
                    IsAutomated = value switch
                    {
                        "true" or "1" => true,
                        "false" or "0" => false,
                        _ => null,
                    },
                },
                "contentType" => this with { ContentType = value },
                "journeyStep" => this with { JourneyStep = value },
                _ => this,
            };
}
