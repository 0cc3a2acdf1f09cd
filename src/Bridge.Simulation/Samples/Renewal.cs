using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bridge.Simulation.Samples;

/// <summary>What in a sample is different each time it is sent.</summary>
internal enum SampleValueKind
{
    MessageId,
    CallId,
    Phone,

    /// <summary>A business-scoped id, with its country.</summary>
    UserId,

    /// <summary>Seconds since 1970.</summary>
    Time,
}

/// <summary>A value of a sample that is to be replaced.</summary>
/// <param name="Text">What stands there.</param>
/// <param name="IsNumber">Whether it stands there as a number.</param>
internal readonly record struct SampleValue(SampleValueKind Kind, string Text, bool IsNumber);

/// <summary>Puts something else in place of every id, person and time of a sample, and leaves everything else as it stands.</summary>
/// <param name="replace">Says what.</param>
internal sealed partial class Renewal(Func<SampleValue, string> replace)
{
    private const int SecondsLength = 10;

    private static readonly string[] TimeNames = ["timestamp", "time", "start_time", "end_time"];
    private static readonly string[] PhoneNames = ["from", "wa_id", "recipient_id", "to", "phone_number"];

    private readonly HashSet<string> _businesses = [];

    /// <returns>The body as Meta sends it: no white space, non-ASCII escaped. A sample that is no JSON comes back as it is.</returns>
    public string Apply(string body)
    {
        try
        {
            return Apply(JsonNode.Parse(body)!).ToJsonString();
        }
        catch (JsonException)
        {
            return body;
        }
    }

    /// <returns>The same node, changed.</returns>
    public JsonNode Apply(JsonNode body)
    {
        _businesses.Clear();
        FindBusinesses(body);
        Renew(body);
        return body;
    }

    /// <summary>Their numbers look like a person's and stay.</summary>
    private void FindBusinesses(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            array.ToList().ForEach(FindBusinesses);
        }
        else if (node is JsonObject json)
        {
            _businesses.UnionWith(json["display_phone_number"] is JsonValue number ? [number.ToString()] : []);
            json.Select(member => member.Value).ToList().ForEach(FindBusinesses);
        }
    }

    private void Renew(JsonNode node)
    {
        if (node is JsonObject json)
        {
            foreach (var (member, value) in json.ToList())
            {
                if (value is JsonValue scalar)
                {
                    json[member] = Renewed(scalar, member);
                }
                else if (value is not null)
                {
                    Renew(value);
                }
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var element in array.Where(element => element is JsonObject or JsonArray))
            {
                Renew(element!);
            }
        }
    }

    private JsonNode Renewed(JsonValue scalar, string name)
    {
        var text = scalar.ToString();
        if (KindOf(text, name) is not { } kind || scalar.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return scalar.DeepClone();
        }

        var isNumber = scalar.GetValueKind() is JsonValueKind.Number;
        var fresh = replace(new SampleValue(kind, text, isNumber));
        return isNumber && long.TryParse(fresh, out var number) ? JsonValue.Create(number) : JsonValue.Create(fresh);
    }

    private SampleValueKind? KindOf(string text, string name) =>
        text.StartsWith("wamid.", StringComparison.Ordinal) ? SampleValueKind.MessageId
        : text.StartsWith("wacid.", StringComparison.Ordinal) ? SampleValueKind.CallId
        : UserIdPattern().IsMatch(text) ? SampleValueKind.UserId
        : PhoneNames.Contains(name) && PhonePattern().IsMatch(text) && !_businesses.Contains(text) ? SampleValueKind.Phone
        : TimeNames.Contains(name) && text.Length == SecondsLength && text.All(char.IsAsciiDigit) ? SampleValueKind.Time
        : null;

    [GeneratedRegex(@"^[A-Z]{2}\.(ENT\.)?[0-9]{10,}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserIdPattern();

    [GeneratedRegex(@"^2547[0-9]{8}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PhonePattern();
}
