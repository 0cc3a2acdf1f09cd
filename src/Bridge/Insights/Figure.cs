using Bridge.Core.Insights;

namespace Bridge.Insights;

/// <summary>One figure of a range.</summary>
/// <param name="Value">A number, or seconds; null when it cannot be known.</param>
/// <param name="Before">The same of the range before.</param>
/// <param name="Of">What it is a part of, such as the messages sent; null for what is no part.</param>
/// <param name="OfWhat">In words, such as <c>sent</c>.</param>
internal sealed record Figure(Definition Definition, double? Value, double? Before, long? Of = null, string? OfWhat = null)
{
    public bool IsSeconds { get; init; }

    /// <summary>Why it cannot be known, or tells nothing yet; people see this instead of a 0.</summary>
    public string? Unknown { get; init; }

    /// <summary>How large a part it is; null for what is no part, and of nothing.</summary>
    public double? Rate => Of > 0 ? Value / Of : null;

    /// <summary>By how much it is more or less than before; null where there was nothing to compare with.</summary>
    public double? Change => Before > 0 && Value is { } now ? (now - Before) / Before : null;
}
