namespace Bridge.Core.Translation;

/// <summary>
/// Whether a price is that of a template: <c>marketing</c>, <c>utility</c>, <c>authentication</c>; <c>marketing_lite</c>, the international
/// rates and <c>group_marketing</c>, <c>group_utility</c> are kinds of these.
/// </summary>
internal static class TemplateCategory
{
    /// <param name="category">In small letters; null when none is told.</param>
    public static bool Is(string? category) =>
        category is "utility" or "group_utility" or "group_marketing"
        || (
            category is not null
            && (
                category.StartsWith("marketing", StringComparison.Ordinal)
                || category.StartsWith("authentication", StringComparison.Ordinal)
            )
        );
}
