using System.Globalization;
using System.Text.Json.Nodes;

namespace Bridge.Simulation;

/// <summary>
/// The payloads of <c>samples/webhooks</c>, made fresh: new message ids, a new person and the present time at each use, everything
/// else as it stands there. What belongs together in a sample still does.
/// </summary>
/// <param name="random">Chooses ids and people; the same seed makes the same webhooks.</param>
/// <param name="clock">Gives the present.</param>
internal sealed class SampleWebhooks(Random random, TimeProvider clock)
{
    private const string ResourcePrefix = "samples.webhooks.";

    private static readonly string[] TimeNames = ["timestamp", "time", "start_time", "end_time"];

    private static readonly SortedDictionary<string, string> Bodies = Load();

    private readonly Dictionary<string, string> _fresh = [];

    /// <summary>The names of the samples: their file names without <c>.json</c>.</summary>
    public static IReadOnlyCollection<string> Names => Bodies.Keys;

    /// <summary>A fresh copy of one sample, in the form Meta sends: no white space, non-ASCII escaped.</summary>
    public string Make(string name)
    {
        _fresh.Clear();
        var body = JsonNode.Parse(Bodies[name])!;
        Renew(body);
        return body.ToJsonString();
    }

    private void Renew(JsonNode node)
    {
        if (node is JsonArray array)
        {
            RenewElements(array);
        }
        else if (node is JsonObject json)
        {
            RenewMembers(json);
        }
    }

    private void RenewElements(JsonArray array)
    {
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject or JsonArray)
            {
                Renew(array[i]!);
            }
        }
    }

    private void RenewMembers(JsonObject json)
    {
        foreach (var (name, value) in json.ToList())
        {
            if (value is JsonObject or JsonArray)
            {
                Renew(value);
            }
            else if (value is JsonValue scalar && scalar.TryGetValue<string>(out var text))
            {
                json[name] = Fresh(name, text);
            }
        }
    }

    private string Fresh(string name, string text)
    {
        if (TimeNames.Contains(name) && text.Length == 10)
        {
            return clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        if (text.StartsWith("wamid.", StringComparison.Ordinal))
        {
            return Remember(text, () => "wamid.HBgM" + Convert.ToBase64String(NextBytes(24)));
        }

        return text.StartsWith("2547", StringComparison.Ordinal) && text.Length == 12 && name is "from" or "wa_id" or "recipient_id" or "to"
            ? Remember(text, () => "2547" + random.Next(10_000_000, 100_000_000).ToString(CultureInfo.InvariantCulture))
            : text;
    }

    private string Remember(string old, Func<string> make)
    {
        if (!_fresh.TryGetValue(old, out var fresh))
        {
            _fresh[old] = fresh = make();
        }

        return fresh;
    }

    private byte[] NextBytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static SortedDictionary<string, string> Load()
    {
        var bodies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var assembly = typeof(SampleWebhooks).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            bodies.Add(Path.GetFileNameWithoutExtension(resource[ResourcePrefix.Length..]), reader.ReadToEnd());
        }

        return bodies;
    }
}
