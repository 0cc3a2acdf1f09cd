using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>JSON with a line for each value.</summary>
internal static class Pretty
{
    /// <summary>The dead letters as they are: the pages encode what they show.</summary>
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The text itself when it is no JSON. Numbers keep their digits.</returns>
    public static string Of(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            using var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, Options))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        }
        catch (JsonException)
        {
            return text;
        }
        catch (InvalidOperationException)
        {
            return text; // a lone surrogate, which JSON allows to be written and nobody can read
        }
    }
}
