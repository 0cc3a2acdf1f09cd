using System.Diagnostics;

namespace Bridge.Telemetry;

/// <summary>
/// The trace id of a request that goes wrong: it stands in the answer and in the log line, so that who has the one finds the other. A
/// request that goes well costs nothing.
/// </summary>
internal static class ErrorTrace
{
    public const string Header = "X-Trace-Id";

    /// <summary>
    /// Names the trace in the answer's header; begins one where none runs. To be called before anything is logged: what is logged
    /// afterwards, by the method that calls this and those that it calls, has the id.
    /// </summary>
    /// <returns>The id, 32 hex digits; the same however often it is asked for.</returns>
    public static string Of(HttpContext context)
    {
        if (context.Response.Headers[Header] is [{ } known])
        {
            return known;
        }

        var id = (Activity.Current ?? new Activity("failed request").SetIdFormat(ActivityIdFormat.W3C).Start()).TraceId.ToHexString();
        if (!context.Response.HasStarted)
        {
            context.Response.Headers[Header] = id;
        }

        return id;
    }
}
