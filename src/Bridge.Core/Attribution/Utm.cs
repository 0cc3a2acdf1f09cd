using System.Runtime.InteropServices;

namespace Bridge.Core.Attribution;

/// <summary>The UTM parameters of a URL.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Utm(string? Source, string? Medium, string? Campaign, string? Term, string? Content, string? Id)
{
    private const string Prefix = "utm_";

    public bool IsEmpty => this == default;

    public Campaign ToCampaign() => new(Campaign, Source, Medium, Term, Content, Id);

    /// <summary>Reads the first URL of a text that has any; or the text as a query by itself, as the <c>ref</c> of a link may be.</summary>
    public static Utm Find(string? text)
    {
        foreach (var word in (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var query = word.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? '?' + word : word;
            if (Read(query) is { IsEmpty: false } utm)
            {
                return utm;
            }
        }

        return default;
    }

    /// <summary>Reads the query of a URL; what is no URL has none.</summary>
    public static Utm Read(string? url)
    {
        var utm = default(Utm);
        var query = url?.IndexOf('?', StringComparison.Ordinal) is { } mark and >= 0 ? url.AsSpan(mark + 1) : default;
        var fragment = query.IndexOf('#');
        foreach (var range in (fragment < 0 ? query : query[..fragment]).Split('&'))
        {
            utm = utm.With(query[range]);
        }

        return utm;
    }

    private Utm With(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals < 0 || !parameter.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return this;
        }

        // %00 would bring back the NUL that reading the JSON has kept out.
        var value = Uri.UnescapeDataString(parameter[(equals + 1)..].ToString().Replace('+', ' ')).Replace('\0', '\uFFFD');
        return value.Length == 0
            ? this
            : parameter[Prefix.Length..equals] switch
            {
                "source" => this with { Source = value },
                "medium" => this with { Medium = value },
                "campaign" => this with { Campaign = value },
                "term" => this with { Term = value },
                "content" => this with { Content = value },
                "id" => this with { Id = value },
                _ => this,
            };
    }
}
