using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Bridge.Configuration;

/// <summary>What each option is for, as its documentation says it: the compiler writes that beside the program.</summary>
internal static partial class SettingSummaries
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    /// <summary>In one line, with code in backticks; blank when the documentation was not installed.</summary>
    public static string Of(PropertyInfo property) =>
        Members.Value.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var member)
        && member.Element("summary") is { } summary
            ? Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
            : "";

    private static Dictionary<string, XElement> Read()
    {
        var file = Path.Combine(AppContext.BaseDirectory, typeof(SettingSummaries).Assembly.GetName().Name + ".xml");
        try
        {
            return XDocument
                .Load(file, LoadOptions.PreserveWhitespace) // a space between two words of code is one
                .Descendants("member")
                .Where(member => member.Attribute("name") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value);
        }
        catch (Exception problem) when (problem is IOException or XmlException or UnauthorizedAccessException)
        {
            return []; // the keys, their defaults and ranges are known without it
        }
    }

    private static string Text(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
            XElement element => $"`{element.Value}`",
            _ => "",
        };

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
