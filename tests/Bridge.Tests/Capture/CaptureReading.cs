using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Capture;
using Bridge.Core.Translation;
using Bridge.Receiving;

namespace Bridge.Capture;

/// <summary>Requests of a CRM as a receiver reads them, at one moment.</summary>
internal static class CaptureReading
{
    /// <summary>The business number.</summary>
    public const string Number = "106540352242922";

    public static readonly DateTimeOffset Now = new(2026, 1, 19, 12, 30, 0, TimeSpan.Zero);

    /// <summary>A key that may post for every number.</summary>
    public static readonly CaptureSender Crm = new("crm", []);

    public static CapturedEvent One(string item, CaptureSender sender) => Read(CapturePost.Batch(item), sender).Events.Single();

    public static CaptureRequest Read(string body, CaptureSender sender) =>
        CaptureReader.Read(Encoding.UTF8.GetBytes(body), sender, Now, HandoffTriggers.None);

    public static JsonObject JsonOf(CapturedEvent item) => JsonNode.Parse(item.Json.Span)!.AsObject();

    public static string WithNumber(string item) =>
        item.Replace("\"channel\"", $"\"phoneNumberId\":\"{Number}\",\"channel\"", StringComparison.Ordinal);

    public static string WithMember(string item, string member) => "{" + member + item.TrimStart()[1..];
}
