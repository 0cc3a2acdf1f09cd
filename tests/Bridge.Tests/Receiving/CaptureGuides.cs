using System.Reflection;

namespace Bridge.Receiving;

/// <summary>The examples of the collector's guides, as they stand there: what developers were told to send.</summary>
internal static class CaptureGuides
{
    private const string Folder = "guides/";

    /// <summary>The command with which the integration guide has a developer try it.</summary>
    public static string Curl => Read(Folder + "curl.sh");

    /// <summary>Each event of the integration guide, the product page and the tracking guide, in the order of each.</summary>
    public static readonly IReadOnlyList<(string Guide, string Name, string Event)> All =
    [
        .. from resource in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where resource.StartsWith(Folder, StringComparison.Ordinal) && resource.EndsWith(".json", StringComparison.Ordinal)
        orderby resource
        let place = resource[Folder.Length..].Split('/')
        select (place[0].Replace('-', ' '), Path.GetFileNameWithoutExtension(place[1])["00-".Length..], Read(resource)),
    ];

    /// <summary>An example of the integration guide.</summary>
    public static string Of(string name) => All.First(example => example.Name == name).Event;

    private static string Read(string resource)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().TrimEnd();
    }
}
