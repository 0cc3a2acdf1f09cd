using System.Text.RegularExpressions;
using Bridge.Core.Translation;

namespace Bridge.Telemetry;

/// <summary>
/// From a name that came from outside to the value of a tag: events as the catalogue calls them, a pattern for all it covers, and fields
/// that look like a programmer's words. Another system may call its events after a person; those, and all the rest, are
/// <see cref="BoundedNames.Other"/>.
/// </summary>
internal sealed partial class NameTags(int most)
{
    private readonly BoundedNames _fields = new(most);

    public string OfEvent(string name) => EventCatalogue.Find(name)?.Name ?? OfField(name);

    public string OfField(string name) => Field().IsMatch(name) ? _fields.Bound(name) : BoundedNames.Other;

    /// <summary>Neither the digits of a telephone number, nor the dots that the names of events have.</summary>
    [GeneratedRegex(@"^(?:\(no field\)|[a-z][a-z_]*[0-9]{0,2})\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();
}
