using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving;

/// <summary>Reads a request's body whole, within the bounds of size and time.</summary>
internal sealed class BodyReader(IOptions<ReceivingOptions> options, TimeProvider time)
{
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(options.Value.BodyTimeoutSeconds);

    /// <param name="most">In bytes; more is answered 413.</param>
    /// <returns>0 when the whole body is in <paramref name="body"/>; otherwise the status to answer.</returns>
    public async ValueTask<int> ReadAsync(HttpRequest request, BodyBuffer body, int most, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        try
        {
            return reader.TryRead(out var first) && TakeIn(reader, first, body, most) is { } status
                ? status
                : await ReadRestAsync(reader, body, most, cancellationToken);
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode; // too slow for the server's least rate, cut off, or chunked wrongly
        }
        catch (Exception exception) when (exception is IOException or ConnectionAbortedException)
        {
            request.HttpContext.Abort(); // nobody reads the answer, and what is left of the body will not come
            return StatusCodes.Status400BadRequest;
        }
    }

    /// <summary>
    /// Apart, because only a body that does not come in one piece with its headers needs a timer, and may have to give way to others.
    /// </summary>
    private async ValueTask<int> ReadRestAsync(PipeReader reader, BodyBuffer body, int most, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);

        // A read that is given up by its token stays in progress, and the server complains of it with a stack for every stranger.
        using var givingUp = either.Token.UnsafeRegister(static pending => ((PipeReader)pending!).CancelPendingRead(), reader);
        body.BeginReading(timeout);
        try
        {
            int? status;
            do
            {
                var more = await reader.ReadAsync(CancellationToken.None);
                body.KeepReading();
                status = more.IsCanceled ? GiveUp(reader, more, body, timeout) : TakeIn(reader, more, body, most);
            } while (status is null);

            return status.Value;
        }
        finally
        {
            body.EndReading();
        }
    }

    private static int GiveUp(PipeReader reader, ReadResult result, BodyBuffer body, CancellationTokenSource timeout)
    {
        reader.AdvanceTo(result.Buffer.Start);
        return body.IsGivenUp ? StatusCodes.Status503ServiceUnavailable
            : timeout.IsCancellationRequested ? StatusCodes.Status408RequestTimeout
            : StatusCodes.Status400BadRequest;
    }

    /// <returns>Null when more is to come.</returns>
    private static int? TakeIn(PipeReader reader, ReadResult result, BodyBuffer body, int most)
    {
        var status =
            body.Length + result.Buffer.Length > most ? StatusCodes.Status413PayloadTooLarge
            : !body.TryAppend(result.Buffer) ? StatusCodes.Status503ServiceUnavailable
            : result.IsCompleted ? 0
            : (int?)null;
        reader.AdvanceTo(result.Buffer.End);
        return status;
    }
}
