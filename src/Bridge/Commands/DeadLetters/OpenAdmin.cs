using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Journal;

namespace Bridge.Commands.DeadLetters;

/// <summary>
/// The administration that a command works on, and as whom: that of a Bridge elsewhere, or the store that is configured here.
/// </summary>
internal sealed class OpenAdmin(IDeadLetterAdmin admin, IEventTracer tracer, Func<ValueTask> close) : IAsyncDisposable
{
    private const string ServerVariable = "BRIDGE_SERVER";
    private const string KeyVariable = "BRIDGE_KEY";

    public IDeadLetterAdmin Admin => admin;

    public IEventTracer Tracer => tracer;

    /// <summary>Far away it is whose key it is that counts.</summary>
    public Actor Actor { get; } = new("cli:" + Environment.UserName);

    /// <summary>False when no Bridge works on the store, so that a replay begins only when one does.</summary>
    public bool MayBeRunning { get; private init; } = true;

    /// <exception cref="UsageException">The address or the key of the other Bridge makes no sense.</exception>
    public static Task<OpenAdmin> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        TryConnect(parsed) is { } client ? Task.FromResult(Over(client)) : OpenHereAsync(cancellationToken);

    public ValueTask DisposeAsync() => close();

    /// <returns>Null when no other Bridge is meant, but the store that is configured here.</returns>
    /// <exception cref="UsageException">The address or the key of the other Bridge makes no sense.</exception>
    public static HttpClient? TryConnect(ParseResult parsed)
    {
        var server = parsed.GetValue(AdminOptions.Server) ?? Environment.GetEnvironmentVariable(ServerVariable);
        return string.IsNullOrWhiteSpace(server) ? null : Connect(server, parsed.GetValue(AdminOptions.Key));
    }

    private static HttpClient Connect(string server, string? key)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException(
                $"--server (environment {ServerVariable}) must be an address such as https://bridge.example.com, but is \"{server}\"."
            );
        }

        key ??= Environment.GetEnvironmentVariable(KeyVariable);
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new UsageException(
                $"A Bridge elsewhere wants to know who you are: give the key of one of its users in {KeyVariable}, or with --key."
            );
        }

        return RemoteAnswers.Connect(address, key);
    }

    private static OpenAdmin Over(HttpClient client) =>
        new(
            new DeadLetterApiClient(client),
            new TraceApiClient(client),
            () =>
            {
                client.Dispose();
                return ValueTask.CompletedTask;
            }
        );

    private static async Task<OpenAdmin> OpenHereAsync(CancellationToken cancellationToken)
    {
        var opening = await AdminOpening.OpenAsync(cancellationToken);
        return new OpenAdmin(opening.Admin, opening.Tracer, opening.DisposeAsync) { MayBeRunning = opening.MayBeRunning };
    }
}
