using Bridge.DeadLetters;
using Bridge.Storage;

namespace Bridge.Ops.Pages;

/// <summary>Says on a page what could not be done, with the status that goes with it.</summary>
internal static class PageFailures
{
    public static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var page = new OpsPage(invocation.HttpContext);
        try
        {
            return await next(invocation);
        }
        catch (DeskException exception)
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
        catch (InvalidDataException exception)
        {
            return page.Say(StatusCodes.Status400BadRequest, "This cannot be understood", exception.Message);   // a form with more or longer fields than forms have
        }
    }

    public static int StatusOf(DeskProblem problem) => problem switch
    {
        DeskProblem.NotFound => StatusCodes.Status404NotFound,
        DeskProblem.Conflict => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private static string TitleOf(DeskProblem problem) => problem switch
    {
        DeskProblem.NotFound => "There is no such thing",
        DeskProblem.Conflict => "It is not as it was",
        _ => "This cannot be done",
    };
}
