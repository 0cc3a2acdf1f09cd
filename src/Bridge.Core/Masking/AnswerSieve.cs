using System.Text.Encodings.Web;
using System.Text.Json;
using Bridge.Core.Json;

namespace Bridge.Core.Masking;

/// <summary>
/// Of a collector's answer: small numbers under the names of codes, and of what stands under the names of explanations the words that
/// explanations are made of. What it repeats of the event is blind, the names of its members too unless they are known.
/// </summary>
internal static class AnswerSieve
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly Sieve Root = new(Sentence, Of) { ShowsName = SentenceSieve.IsKnown };

    private static readonly Sieve Sentences = new(Sentence, Of) { ShowsName = SentenceSieve.IsKnown };
    private static readonly Sieve Blind = new(_ => null, Of) { ShowsName = SentenceSieve.IsKnown };
    private static readonly Sieve Codes = new(value => Sieve.Raw(value, Harmless.IsNumber) ?? Sentence(value), Of)
    {
        ShowsName = SentenceSieve.IsKnown,
    };

    private static Sieve Of(string name) =>
        name switch
        {
            "error" or "errors" or "message" or "messages" or "detail" or "details" or "title" or "reason" or "description" => Sentences,
            "problem" or "problems" or "field" or "path" or "property" or "type" or "kind" or "instancePath" => Sentences,
            "code" or "status" or "statusCode" or "index" or "line" or "column" or "success" or "ok" => Codes,
            _ => Blind,
        };

    private static string? Sentence(JsonView value) =>
        value.IsFlag ? value.Text
        : value is { IsString: true, Text: { } text } ? Quote(SentenceSieve.Show(text))
        : null;

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
