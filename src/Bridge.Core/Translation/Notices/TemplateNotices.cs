using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Notices;

/// <summary>The fields about message templates: their review, quality, category and wording.</summary>
internal static class TemplateNotices
{
    private static readonly Notice.Member Id = new(TemplateId, "message_template_id");
    private static readonly Notice.Member Name = new(TemplateName, "message_template_name");
    private static readonly Notice.Member Language = new(TemplateLanguage, "message_template_language");

    /// <summary>Stands there only while the change is still to come; then what Meta calls <c>new_category</c> is the present one.</summary>
    private const string CategoryToBe = "correct_category";

    public static Notice StatusChanged { get; } =
        new(
            "template.status_changed",
            "Meta approved, rejected, paused or disabled a template, or the like.",
            Id,
            Name,
            Language,
            new(Status, "event"),
            new(Reason, "reason"),
            new(Category, "message_template_category"),
            new(RejectionReason, "rejection_info.reason"),
            new(PauseTitle, "other_info.title"),
            new(DisabledAt, "disable_info.disable_date")
        )
        {
            Times = ["disable_info.disable_date"],
        };

    public static Notice QualityChanged { get; } =
        new(
            "template.quality_changed",
            "People's reactions moved a template's quality.",
            Id,
            Name,
            Language,
            new(PreviousQuality, "previous_quality_score"),
            new(NewQuality, "new_quality_score")
        );

    public static Notice CategoryChanged { get; } =
        new(
            "template.category_changed",
            "Meta changed a template's category, or is about to.",
            Id,
            Name,
            Language,
            new(PreviousCategory, "previous_category"),
            new(NewCategory, "new_category") { Unless = CategoryToBe },
            new(Category, "category"),
            new(Category, "new_category") { Beside = CategoryToBe, Unless = "category" },
            new(IsImpending) { Beside = CategoryToBe },
            new(CorrectCategory, CategoryToBe),
            new(EffectiveAt, "category_update_timestamp")
        );

    /// <summary>The wording itself stays in Bridge; that it changed does not.</summary>
    public static Notice ComponentsChanged { get; } =
        new("template.components_changed", "A template's wording changed.", Id, Name, Language);

    public static IEnumerable<EventDefinition> All =>
        [StatusChanged.Event, QualityChanged.Event, CategoryChanged.Event, ComponentsChanged.Event];
}
