using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>The files of <c>samples/</c> and, when it is there, the corpus of real bodies beside the repository.</summary>
internal static class Samples
{
    private static readonly string Repository = FindRepository();

    public static string Tests { get; } = Path.Combine(Repository, "tests", "Bridge.Tests");

    public static string Webhooks { get; } = Path.Combine(Repository, "samples", "webhooks");

    public static string TrackEvents { get; } = Path.Combine(Repository, "samples", "track-events");

    /// <summary>The folder named by <c>BRIDGE_CORPUS</c>, else the one beside the repository; null when there is none.</summary>
    public static string? Corpus { get; } = FindCorpus();

    /// <summary>
    /// How a sample is translated: as <c>meta-bridge translate</c> does, every channel; what needs an option to show itself has it in its
    /// name.
    /// </summary>
    public static TranslationOptions OptionsFor(string name) =>
        TranslationOptions.Default with
        {
            Channels = TranslationOptions.AllChannels,
            BackfillHistory = name.EndsWith("-backfilled", StringComparison.Ordinal),
        };

    /// <summary>The names of a folder's JSON files, without extension, in a fixed order.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static string FileOf(string folder, string name) => Path.Combine(folder, name + ".json");

    /// <summary>Every JSON file of the corpus, in all its folders; empty without a corpus.</summary>
    public static IEnumerable<string> CorpusFiles() =>
        Corpus is null ? [] : Directory.EnumerateFiles(Corpus, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static string? FindCorpus()
    {
        var folder = Environment.GetEnvironmentVariable("BRIDGE_CORPUS") is { Length: > 0 } named
            ? named
            : Path.Combine(Repository, "..", "shared", "corpus");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Bridge.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return folder;
    }
}
