using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bridge.Attribution;
using Bridge.Core.Conversions;
using Bridge.Core.Json;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>
/// Posts conversions with a plain <see cref="HttpClient"/>. It never repeats and never judges, as <see cref="CollectorApi"/>.
/// </summary>
internal sealed class ConversionsApi(HttpClient client, IOptions<DeliveryOptions> options, TimeProvider time) : IConversionsApi
{
    /// <summary>The status that stands for a post that Bridge does not even make.</summary>
    private const int NothingToTell = 422;

    /// <summary>How much of an answer is read: the whole of it, or it could not be judged.</summary>
    private const int AnswerBytes = 64 * 1024;

    private const string TooLittle =
        "Not posted: an event says too little to be a conversion. It needs a timestamp, context.eventId, and context.conversion with name, "
        + "account and ctwaClid.";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public async Task<CollectorAnswer> TellAsync(
        Destination destination,
        IReadOnlyList<Conversion?> conversions,
        CancellationToken cancellationToken
    )
    {
        if (conversions.Contains(null))
        {
            return new CollectorAnswer(NothingToTell, Text: TooLittle) { Cause = "nothing to tell", WasNotPosted = true };
        }

        using var deadline = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(destination, conversions, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CollectorAnswer(null, NetworkFailure.Timeout);
        }
        catch (HttpRequestException failure)
        {
            return new CollectorAnswer(null, CollectorApi.KindOf(failure.HttpRequestError));
        }
    }

    private async Task<CollectorAnswer> ExchangeAsync(
        Destination destination,
        IReadOnlyList<Conversion?> conversions,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, destination.Url) { Content = ContentOf(conversions) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", destination.WriteKey);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var text = await CollectorApi.ReadStartAsync(response.Content, AnswerBytes, cancellationToken);
        return new CollectorAnswer((int)response.StatusCode, Text: text, RetryAfter: PauseOf(response))
        {
            Cause = CauseOf(text, conversions.Count),
        };
    }

    private static ReadOnlyMemoryContent ContentOf(IReadOnlyList<Conversion?> conversions)
    {
        var body = new ArrayBufferWriter<byte>(512 * (conversions.Count + 1));
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("data"u8);
            foreach (var conversion in conversions)
            {
                conversion!.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteString("partner_agent"u8, "meta-bridge"u8);
            writer.WriteEndObject();
        }

        return new ReadOnlyMemoryContent(body.WrittenMemory) { Headers = { ContentType = Json } };
    }

    /// <summary>How long Meta wants not to be asked, whichever header says it.</summary>
    private static string? PauseOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.ToString()
        : MetaUsage.PauseOf(response.Headers) is { } pause ? ((long)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture)
        : null;

    private static string? CauseOf(string text, int posted)
    {
        if (!JsonTape.TryParse(Encoding.UTF8.GetBytes(text), out var tape))
        {
            return null;
        }

        using (tape)
        {
            return ConversionVerdicts.CauseOf(tape.Root, posted);
        }
    }
}
