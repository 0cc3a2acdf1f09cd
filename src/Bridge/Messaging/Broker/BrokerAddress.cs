using RabbitMQ.Client;

namespace Bridge.Messaging.Broker;

/// <summary>From <c>Broker:Url</c> to what the client library wants to know.</summary>
internal static class BrokerAddress
{
    private static readonly string[] Schemes = ["amqp", "amqps"];

    /// <summary>What is wrong with an address, without repeating it: it may hold a password.</summary>
    /// <returns>Null when it can be used; otherwise the end of a sentence that begins with the key.</returns>
    public static string? FindProblem(string? url) =>
        !Uri.TryCreate(url, UriKind.Absolute, out var address) || !Schemes.Contains(address.Scheme)
            ? "must be an address that starts with amqp:// or amqps://"
        : address.Host.Length == 0 ? "names no host"
        : address.Segments.Length > 2 ? "has more than one part after the host; write a slash in the name of a virtual host as %2F"
        : null;

    /// <param name="url">Sound, as <see cref="FindProblem"/> says.</param>
    public static ConnectionFactory Parse(string url) =>
        new()
        {
            Uri = new Uri(url),
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "bridge",
        };

    /// <summary>With the heartbeat and the patience of the settings.</summary>
    public static ConnectionFactory Factory(BrokerOptions options)
    {
        var factory = Parse(options.Url!);
        factory.RequestedHeartbeat = TimeSpan.FromSeconds(options.HeartbeatSeconds);
        factory.RequestedConnectionTimeout = factory.ContinuationTimeout = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds);
        return factory;
    }
}
