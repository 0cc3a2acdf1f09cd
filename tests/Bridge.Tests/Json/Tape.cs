using System.Text;
using Bridge.Core.Json;

namespace Bridge.Json;

/// <summary>JSON for the tests of the readers.</summary>
internal static class Tape
{
    /// <summary>Parses what must be JSON. The tape is left to the garbage collector, so that a test can look into it to its end.</summary>
    public static JsonView Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    public static JsonView Read(byte[] json)
    {
        Assert.That(JsonTape.TryParse(json, out var tape), Is.True, "the test's own JSON parses");
        return tape.Root;
    }

    /// <summary>A string whose inside is the given bytes, which need not be valid UTF-8.</summary>
    public static JsonView ReadString(params byte[] inside) => Read([(byte)'"', .. inside, (byte)'"']);
}
