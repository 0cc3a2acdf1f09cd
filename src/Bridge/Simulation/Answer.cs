using System.Text.Json.Serialization;

namespace Bridge.Simulation;

/// <summary>What the sample collector says when it does not take a batch.</summary>
internal sealed record Answer(string Error, IReadOnlyList<string> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
