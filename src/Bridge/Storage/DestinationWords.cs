using Bridge.Configuration;

namespace Bridge.Storage;

/// <summary>What destinations are called where people read of them, and the cure for one that is paused.</summary>
internal static class DestinationWords
{
    private const string Meta = "Meta's Conversions API";

    /// <summary>At the beginning of a sentence.</summary>
    public static string Of(string destination) => IsMeta(destination) ? Meta : $"Collector {destination}";

    /// <summary>Within a sentence.</summary>
    public static string Within(string destination) => IsMeta(destination) ? Meta : $"the collector {destination}";

    public static string Cure(string destination) =>
        IsMeta(destination)
            ? $"check {Settings.Describe("Attribution:ConversionsToken")} and Attribution:ConversionsDataset"
            : "check its address and write key";

    private static bool IsMeta(string destination) => destination == ConversionCopy.Destination;
}
