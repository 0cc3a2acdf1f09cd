using System.Text.Json.Serialization;

namespace Bridge.Core.Json;

/// <summary>Source-generated serialisation of plain texts, so that nothing here needs reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
