using System.Globalization;

namespace Bridge.Simulation.Samples;

/// <summary>
/// The payloads of <c>samples/webhooks</c>, made fresh: new message ids, a new person and the present time at each use, everything
/// else as it stands there. What belongs together in a sample still does.
/// </summary>
/// <param name="random">Chooses ids and people; the same seed makes the same webhooks.</param>
/// <param name="clock">Gives the present.</param>
internal sealed class SampleWebhooks(Random random, TimeProvider clock)
{
    private const string ResourcePrefix = "samples.webhooks.";

    private static readonly SortedDictionary<string, string> Bodies = Load();

    private readonly Dictionary<string, string> _fresh = [];

    /// <summary>The names of the samples: their file names without <c>.json</c>.</summary>
    public static IReadOnlyCollection<string> Names => Bodies.Keys;

    /// <summary>A fresh copy of one sample, in the form Meta sends: no white space, non-ASCII escaped.</summary>
    public string Make(string name)
    {
        _fresh.Clear();
        return new Renewal(Fresh).Apply(Bodies[name]);
    }

    /// <summary>The sample as it stands in its file.</summary>
    public static string TextOf(string name) => Bodies[name];

    private string Fresh(SampleValue value) =>
        value.Kind switch
        {
            SampleValueKind.MessageId => Remember(value.Text, () => "wamid.HBgM" + Convert.ToBase64String(NextBytes(24))),
            SampleValueKind.CallId => Remember(value.Text, () => "wacid.HBgM" + Convert.ToBase64String(NextBytes(24))),
            SampleValueKind.Phone => Remember(
                value.Text,
                () => "2547" + random.Next(10_000_000, 100_000_000).ToString(CultureInfo.InvariantCulture)
            ),
            SampleValueKind.UserId => Remember(
                value.Text,
                () => value.Text[..(value.Text.LastIndexOf('.') + 1)] + random.NextInt64(1_000_000_000_000_000, 10_000_000_000_000_000)
            ),
            _ => clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };

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
        foreach (
            var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            bodies.Add(Path.GetFileNameWithoutExtension(resource[ResourcePrefix.Length..]), reader.ReadToEnd());
        }

        return bodies;
    }
}
