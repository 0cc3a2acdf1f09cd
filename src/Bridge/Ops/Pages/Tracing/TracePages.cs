using Bridge.Journal;

namespace Bridge.Ops.Pages.Tracing;

/// <summary>The page that tells what became of a message, an event or a person's events.</summary>
internal static class TracePages
{
    public static async Task<IResult> ShowAsync(OpsPage page, IEventTracer tracer, CancellationToken cancellationToken)
    {
        var id = page.Query["id"].ToString().Trim();
        var trace = await tracer.TraceAsync(id, new Asker(page.Actor.Name, page.IsOperator), cancellationToken);
        return page.Show(new View(TraceView.Title(trace), TraceView.Of(page, trace)));
    }
}
