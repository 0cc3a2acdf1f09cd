using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Simulation.Load;

/// <summary>
/// A run as a file: a line of JSON for each post, <c>{"at":1.234,"body":"…"}</c>, the body as text and the time in seconds since the
/// start; of a CRM's also <c>"crm":true</c>.
/// </summary>
internal static class Recording
{
    /// <summary>A body that comes again within so many others is a repetition of the same post.</summary>
    private const int Repeatable = 20_000;

    /// <summary>Passes posts on and writes each down on the way.</summary>
    public static IEnumerable<Post> Save(IEnumerable<Post> posts, string file)
    {
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        foreach (var post in posts)
        {
            writer.WriteLine(
                JsonSerializer.Serialize(
                    new Line(post.At.TotalSeconds, Encoding.UTF8.GetString(post.Body), post.IsFromCrm),
                    RecordingJson.Default.Line
                )
            );
            yield return post;
        }
    }

    /// <summary>The posts of a file, one by one.</summary>
    /// <param name="speed">How many times faster than it was recorded.</param>
    /// <exception cref="InvalidDataException">A line is no post.</exception>
    public static IEnumerable<Post> Replay(string file, double speed)
    {
        var known = new Dictionary<string, Post>();
        var latest = new Queue<string>();
        foreach (var (line, number) in File.ReadLines(file).Select((line, index) => (line, index + 1)))
        {
            var (at, body, isFromCrm) =
                Read(line) ?? throw new InvalidDataException($"{file}, line {number}: not a post of a recorded run.");
            var when = TimeSpan.FromSeconds(at / speed);
            if (known.TryGetValue(body, out var first))
            {
                yield return first.Again(when);
                continue;
            }

            yield return known[body] = new Post(when, Encoding.UTF8.GetBytes(body)) { IsFromCrm = isFromCrm };
            latest.Enqueue(body);
            if (latest.Count > Repeatable)
            {
                known.Remove(latest.Dequeue());
            }
        }
    }

    private static Line? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordingJson.Default.Line) is { Body: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null; // the caller says which line it is
        }
    }

    internal sealed record Line(
        double At,
        string Body,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Crm = false
    );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Recording.Line))]
internal sealed partial class RecordingJson : JsonSerializerContext;
