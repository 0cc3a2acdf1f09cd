using Bridge.DeadLetters;
using Bridge.Storage;
using Microsoft.AspNetCore.Antiforgery;

namespace Bridge.Ops.Pages;

/// <summary>Says on a page what could not be done, with the status that goes with it.</summary>
internal static partial class PageFailures
{
    public static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var page = new OpsPage(invocation.HttpContext);
        try
        {
            return await next(invocation);
        }
        catch (AdminException exception)
        {
            return page.Say(StatusOf(exception.Problem), TitleOf(exception.Problem), exception.Message);
        }
        catch (StorageException exception)
        {
            return page.Say(StatusCodes.Status503ServiceUnavailable, "The store does not answer", exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            return page.Say(exception.StatusCode, "This cannot be understood", exception.Message);
        }
        catch (AntiforgeryValidationException exception) when (exception.InnerException is BadHttpRequestException cause)
        {
            return page.Say(cause.StatusCode, "This cannot be understood", cause.Message);
        }
        catch (Exception exception) when (exception is InvalidDataException or AntiforgeryValidationException)
        {
            return page.Say(
                StatusCodes.Status400BadRequest,
                "This cannot be understood",
                "The form has more or longer fields than a form of these pages."
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The outermost seam of a request. The message stays out of the page and the log: it may quote what was received.
            Failed(LoggerOf(invocation.HttpContext), invocation.HttpContext.Request.Method, exception.GetType(), exception.StackTrace);
            return page.Say(
                StatusCodes.Status500InternalServerError,
                "Bridge failed here",
                "Its log says where. What you see on other pages is still true."
            );
        }
    }

    public static int StatusOf(AdminProblem problem) =>
        problem switch
        {
            AdminProblem.NotFound => StatusCodes.Status404NotFound,
            AdminProblem.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        };

    private static string TitleOf(AdminProblem problem) =>
        problem switch
        {
            AdminProblem.NotFound => "There is no such thing",
            AdminProblem.Conflict => "It is not as it was",
            _ => "This cannot be done",
        };

    private static ILogger LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PageFailures));

    [LoggerMessage(LogLevel.Error, "A {Method} of /ops failed with an unexpected {Failure}\n{StackTrace}")]
    private static partial void Failed(ILogger logger, string method, Type failure, string? stackTrace);
}
