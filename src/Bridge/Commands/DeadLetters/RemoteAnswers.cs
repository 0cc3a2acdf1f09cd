using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Bridge.DeadLetters;
using Bridge.Ops.Access;
using Bridge.Ops.Api;
using Bridge.Storage;
using Microsoft.AspNetCore.Mvc;

namespace Bridge.Commands.DeadLetters;

/// <summary>Requests to the API of another Bridge, and what its answers mean here.</summary>
internal static class RemoteAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A client of the Bridge at an address, with the key of one of its users.</summary>
    public static HttpClient Connect(Uri server, string key)
    {
        // A redirect would carry the key to somebody else.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = WithSlash(server),
            Timeout = Patience,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public static async Task<T> GetAsync<T>(this HttpClient client, string address, CancellationToken cancellationToken)
    {
        using var response = await client.OpenAsync(address, cancellationToken);
        return await client.ReadAsync<T>(response, cancellationToken);
    }

    /// <returns>Null when there is none.</returns>
    public static async Task<T?> FindAsync<T>(this HttpClient client, string address, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await client.GetAsync<T>(address, cancellationToken);
        }
        catch (AdminException problem) when (problem.Problem is AdminProblem.NotFound)
        {
            return null;
        }
    }

    public static async Task<T> SendAsync<T>(
        this HttpClient client,
        HttpMethod method,
        string address,
        object? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, address);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ApiJson.Options);
        using var response = await client.ExchangeAsync(request, cancellationToken);
        return await client.ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>An answer whose body is still to be read.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(this HttpClient client, string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await client.ExchangeAsync(request, cancellationToken);
    }

    public static async Task<string?> ReadLineAsync(this HttpClient client, StreamReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadLineAsync(cancellationToken);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw Unreachable(client, problem.Message, problem);
        }
    }

    private static async Task<HttpResponseMessage> ExchangeAsync(
        this HttpClient client,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await client.TryAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw ProblemOf(client, response.StatusCode, await SentenceOfAsync(response, cancellationToken));
        }
    }

    private static async Task<HttpResponseMessage> TryAsync(
        this HttpClient client,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException problem)
        {
            throw Unreachable(client, problem.Message, problem);
        }
        catch (TaskCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(client, $"no answer within {Patience.TotalSeconds} s", problem);
        }
    }

    private static async Task<T> ReadAsync<T>(this HttpClient client, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(ApiJson.Options, cancellationToken) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw NoBridge(client, response.StatusCode);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw Unreachable(client, problem.Message, problem);
        }
    }

    /// <returns>The sentence of the problem details; null when it is no such thing.</returns>
    private static async Task<string?> SentenceOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return (await response.Content.ReadFromJsonAsync<ProblemDetails>(JsonSerializerOptions.Web, cancellationToken))?.Detail;
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    private static Exception ProblemOf(HttpClient client, HttpStatusCode status, string? sentence) =>
        (status, sentence) switch
        {
            (HttpStatusCode.Unauthorized, _) => new AdminException(
                AdminProblem.Invalid,
                $"Bridge at {client.BaseAddress} does not know this key; "
                    + "give the key of one of its users with --key (environment BRIDGE_KEY)."
            ),
            (HttpStatusCode.Forbidden, _) => new AdminException(
                AdminProblem.Invalid,
                sentence ?? "The user whose key this is may look, masked, and nothing else; this needs an operator."
            ),
            (HttpStatusCode.NotFound, SwitchedOff.Sentence) => new AdminException(
                AdminProblem.Invalid,
                $"At {client.BaseAddress}: {SwitchedOff.Sentence}"
            ),
            (HttpStatusCode.NotFound, { } known) => new AdminException(AdminProblem.NotFound, known),
            (HttpStatusCode.Conflict, { } known) => new AdminException(AdminProblem.Conflict, known),
            (HttpStatusCode.ServiceUnavailable, { } known) => new StorageException(known) { MayPass = true },
            (_, { } known) => new AdminException(AdminProblem.Invalid, known),
            _ => NoBridge(client, status),
        };

    private static StorageException NoBridge(HttpClient client, HttpStatusCode status) =>
        new(
            $"What answers at {client.BaseAddress} ({(int)status}) is no Bridge that keeps dead letters; "
                + "check --server (environment BRIDGE_SERVER)."
        );

    private static StorageException Unreachable(HttpClient client, string why, Exception cause) =>
        new($"Bridge at {client.BaseAddress} cannot be reached: {why.TrimEnd('.')}. Check --server (environment BRIDGE_SERVER).", cause)
        {
            MayPass = true,
        };

    /// <summary>Without it the last part of a path would be replaced.</summary>
    private static Uri WithSlash(Uri server) => server.AbsoluteUri.EndsWith('/') ? server : new Uri(server.AbsoluteUri + "/");
}
