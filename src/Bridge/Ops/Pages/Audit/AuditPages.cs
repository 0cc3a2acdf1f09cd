using Bridge.DeadLetters;

namespace Bridge.Ops.Pages.Audit;

/// <summary>The page of the audit: who did what.</summary>
internal static class AuditPages
{
    private const int PageSize = 100;

    public static async Task<IResult> ShowAsync(OpsPage page, IDeadLetterAdmin admin, CancellationToken cancellationToken)
    {
        var before = long.TryParse(page.Query["before"], out var cursor) && cursor > 0 ? cursor : (long?)null;
        var entries = await admin.GetAuditAsync(before, PageSize, cancellationToken);
        var next = entries.Count == PageSize ? entries[^1].Id : (long?)null;
        return page.Show(new View("Audit", AuditView.Of(page, entries, next)) { Section = OpsSetup.PagePath + "/audit" });
    }
}
