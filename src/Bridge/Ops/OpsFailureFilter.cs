using Bridge.Storage;
using Bridge.Telemetry;

namespace Bridge.Ops;

/// <summary>
/// The outermost seam of a request: what goes wrong in it becomes an <see cref="OpsFailure"/> in the form of an answer, and never a stack
/// trace.
/// </summary>
internal abstract partial class OpsFailureFilter(ILogger logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            Check(http);
            return await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
        catch (Exception exception)
        {
            ErrorTrace.Of(http);
            Log(http, exception);
            return Answer(http, OpsFailure.Of(exception));
        }
    }

    /// <summary>What must hold before the request is carried out.</summary>
    protected virtual void Check(HttpContext context) { }

    protected abstract IResult Render(HttpContext context, OpsFailure failure);

    private IResult Answer(HttpContext http, OpsFailure failure)
    {
        if (http.Response.HasStarted)
        {
            http.Abort(); // an export that ends in the middle must not look whole
            return TypedResults.Empty;
        }

        if (failure.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = $"{seconds}";
        }

        return Render(http, failure);
    }

    /// <summary>The message of what nobody expected stays out of the log too: it may quote what was received.</summary>
    private void Log(HttpContext http, Exception exception)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        if (exception is StorageException problem)
        {
            StoreFailed(http.Request.Method, route, problem.Message);
        }
        else if (OpsFailure.Of(exception).Status == StatusCodes.Status500InternalServerError)
        {
            Failed(http.Request.Method, route, exception.GetType(), exception.StackTrace);
        }
    }

    [LoggerMessage(LogLevel.Error, "The store failed for a {Method} of {Route}; answered 503. {Problem}")]
    private partial void StoreFailed(string method, string? route, string problem);

    [LoggerMessage(LogLevel.Error, "A {Method} of {Route} failed with an unexpected {Failure}\n{StackTrace}")]
    private partial void Failed(string method, string? route, Type failure, string? stackTrace);
}
