using Bridge.DeadLetters;
using Bridge.Storage;

namespace Bridge.Ops.Api;

/// <summary>
/// The outermost seam of a request to the API: what goes wrong in it becomes problem details (RFC 9457), and never a stack trace.
/// </summary>
internal sealed partial class ApiFailures(ILogger<ApiFailures> logger) : IEndpointFilter
{
    private const string RetryAfterSeconds = "5";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            http.Request.Query.RefuseOthers(http.GetEndpoint()!.Metadata.GetOrderedMetadata<QueryParameter>());
            return await next(context);
        }
        catch (AdminException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: StatusOf(problem.Problem));
        }
        catch (NotAllowedException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status403Forbidden);
        }
        catch (BadHttpRequestException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: problem.StatusCode); // the body is too large, or did not come
        }
        catch (StorageException problem)
        {
            StoreFailed(http.Request.Path, problem.Message);
            return StoreFailure(http.Response, problem);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
        catch (Exception problem) when (!http.Response.HasStarted)
        {
            Failed(problem, http.Request.Path);
            return TypedResults.Problem(
                "Bridge failed to answer this; its log says why.",
                statusCode: StatusCodes.Status500InternalServerError
            );
        }
    }

    private static IResult StoreFailure(HttpResponse response, StorageException problem)
    {
        if (response.HasStarted)
        {
            response.HttpContext.Abort(); // an export that ends in the middle must not look whole
            return TypedResults.Empty;
        }

        response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static int StatusOf(AdminProblem problem) =>
        problem switch
        {
            AdminProblem.NotFound => StatusCodes.Status404NotFound,
            AdminProblem.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        };

    [LoggerMessage(LogLevel.Error, "The store failed for {Path}; answered 503. {Problem}")]
    private partial void StoreFailed(string path, string problem);

    [LoggerMessage(LogLevel.Error, "Failed to answer {Path}")]
    private partial void Failed(Exception problem, string path);
}

/// <summary>
/// Gives the refusals that routing and authorisation leave bare (401, 403, 404, 405, 415) a body too, where they concern the API. A startup
/// filter, because these answer before any endpoint.
/// </summary>
internal sealed class ApiRefusals : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            app.UseWhen(
                context => context.Request.Path.StartsWithSegments(DeadLetterApi.Root, StringComparison.OrdinalIgnoreCase),
                branch => branch.UseStatusCodePages()
            );
            next(app);
        };
}
