using Bridge.DeadLetters;
using Bridge.Storage;
using Microsoft.AspNetCore.Antiforgery;

namespace Bridge.Ops;

/// <summary>Why a request for a page or of the API was not carried out, before it has the form of either.</summary>
/// <param name="Title">The kind of it, for a page.</param>
/// <param name="Sentence">What is wrong and what to do; never what was received.</param>
internal sealed record OpsFailure(int Status, string Title, string Sentence)
{
    private const string Unreadable = "This cannot be understood";

    /// <summary>When it may be worth to come again; null when nobody can say.</summary>
    public int? RetryAfterSeconds { get; private init; }

    /// <summary>The one place that knows which exception means which status.</summary>
    public static OpsFailure Of(Exception exception) =>
        exception switch
        {
            AdminException problem => new(StatusOf(problem.Problem), TitleOf(problem.Problem), problem.Message),
            NotAllowedException problem => new(StatusCodes.Status403Forbidden, "This is for operators", problem.Message),
            StorageException problem => new(StatusCodes.Status503ServiceUnavailable, "The store does not answer", problem.Message)
            {
                RetryAfterSeconds = 5,
            },
            BadHttpRequestException problem => new(problem.StatusCode, Unreadable, problem.Message), // too large, or it did not come
            AntiforgeryValidationException { InnerException: BadHttpRequestException cause } => Of(cause),
            AntiforgeryValidationException => new(
                StatusCodes.Status400BadRequest,
                Unreadable,
                "The form has more or longer fields than a form of these pages."
            ),
            _ => new(StatusCodes.Status500InternalServerError, "Bridge failed here", "Bridge failed to answer this; its log says where."),
        };

    public static int StatusOf(AdminProblem problem) =>
        problem switch
        {
            AdminProblem.Forbidden => StatusCodes.Status403Forbidden,
            AdminProblem.NotFound => StatusCodes.Status404NotFound,
            AdminProblem.Conflict => StatusCodes.Status409Conflict,
            _ => StatusCodes.Status400BadRequest,
        };

    private static string TitleOf(AdminProblem problem) =>
        problem switch
        {
            AdminProblem.Forbidden => "This is for operators",
            AdminProblem.NotFound => "There is no such thing",
            AdminProblem.Conflict => "It is not as it was",
            _ => "This cannot be done",
        };
}

/// <summary>Who is signed in may not do this: 403.</summary>
internal sealed class NotAllowedException(string message) : Exception(message);
