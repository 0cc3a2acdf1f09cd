using System.ComponentModel.DataAnnotations;
using Bridge.Configuration;

namespace Bridge.Messaging.Broker;

/// <summary>
/// How events travel between processes: section <c>Broker</c>. A class, not a record: the address may hold a password, and a class does not
/// print its members.
/// </summary>
internal sealed class BrokerOptions : IHasRules
{
    public const string Section = "Broker";

    /// <summary>
    /// RabbitMQ's address, <c>amqp://user:password@host:5672/vhost</c> or <c>amqps://</c>. Without it the events travel through the spool.
    /// </summary>
    [Secret(IsWithin = true)]
    public string? Url { get; init; }

    /// <summary>Whether each batch goes to <see cref="Exchange"/> too, after it is stored, for others. False unless set.</summary>
    /// <remarks>Nothing waits for the feed: what the broker does not take fast enough is left out of it, and counted.</remarks>
    public bool Feed { get; init; }

    /// <summary>The exchange of the feed, a durable fanout: others bind queues of their own. <c>bridge.events</c> unless set.</summary>
    [Required, RegularExpression(Names)]
    public string Exchange { get; init; } = "bridge.events";

    /// <summary>The quorum queue that all forwarders share. <c>bridge.forward</c> unless set.</summary>
    [Required, RegularExpression(Names)]
    public string Queue { get; init; } = "bridge.forward";

    /// <summary>
    /// The exchange and the quorum queue for messages that were delivered too often; forwarders move them on into the dead letters.
    /// <c>bridge.dead</c> unless set.
    /// </summary>
    [Required, RegularExpression(Names)]
    public string DeadLetterQueue { get; init; } = "bridge.dead";

    /// <summary>
    /// How often a message is delivered again before it is given up, so that one that ends forwarders does not end them for ever. 20 unless
    /// set; 1 to 1000.
    /// </summary>
    [Range(1, 1000)]
    public int DeliveryLimit { get; init; } = 20;

    /// <summary>
    /// How many messages a forwarder takes before it has acknowledged any; together they are one intake. 256 unless set; 1 to 1000.
    /// </summary>
    /// <remarks>So many of one event each are about what a transaction takes; with 64 they cost half as much again, or twice.</remarks>
    [Range(1, 1000)]
    public int Prefetch { get; init; } = 256;

    /// <summary>
    /// How long the broker may take to confirm a message, in seconds; then it counts as down, and the message goes to the spool. 3 unless
    /// set; 1 to 60.
    /// </summary>
    [Range(1, 60)]
    public int PublishTimeoutSeconds { get; init; } = 3;

    /// <summary>
    /// How long webhooks wait at most for a broker that is slow to confirm, in milliseconds: four times as long as its slowest confirm of
    /// late, but 25 at least. Then they are answered from the spool, and those that follow until it has confirmed. What the broker then has
    /// twice is recognised by its ids. 500 unless set; 50 to 60 000.
    /// </summary>
    [Range(50, 60_000)]
    public int LateMilliseconds { get; init; } = 500;

    /// <summary>How many messages may wait for their confirm at the same time. 2 unless set; 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxPublishesInFlight { get; init; } = 2;

    /// <summary>
    /// How long a message waits for more webhooks to share it while others are in flight, in milliseconds. 1 unless set; 0 to 10.
    /// </summary>
    [Range(0, 10)]
    public int LingerMilliseconds { get; init; } = 1;

    /// <summary>
    /// How often broker and Bridge assure each other that they live, in seconds; after two silences the connection counts as dead. 10
    /// unless set; 1 to 120.
    /// </summary>
    [Range(1, 120)]
    public int HeartbeatSeconds { get; init; } = 10;

    /// <summary>
    /// How long connecting and each declaration may take, in seconds; the start waits no longer either: without the broker Bridge starts
    /// all the same and goes on trying. 5 unless set; 1 to 120.
    /// </summary>
    [Range(1, 120)]
    public int ConnectTimeoutSeconds { get; init; } = 5;

    /// <summary>
    /// How long a broker that took nothing is left alone before it is tried again, in milliseconds. 1000 unless set; 50 to 60 000.
    /// </summary>
    [Range(50, 60_000)]
    public int RetryMilliseconds { get; init; } = 1000;

    /// <summary>
    /// How often each process looks whether queues and consumers are there and mends them, in seconds. 30 unless set; 1 to 3600.
    /// </summary>
    [Range(1, 3600)]
    public int CheckSeconds { get; init; } = 30;

    /// <summary>
    /// How often each receiver tells forwarders how far it has got, in seconds; conversations end by silence only up to there. 10 unless
    /// set; 1 to 3600.
    /// </summary>
    [Range(1, 3600)]
    public int ProgressSeconds { get; init; } = 10;

    /// <summary>What RabbitMQ allows in names, without the prefix <c>amq.</c> it keeps to itself.</summary>
    private const string Names = @"^(?!amq\.)[A-Za-z0-9._:-]{1,200}$";

    public IEnumerable<string> FindProblems()
    {
        if (BrokerAddress.FindProblem(Url) is { } problem)
        {
            yield return $"{Settings.Describe("Broker:Url")} {problem}.";
        }

        if (new[] { Exchange, Queue, DeadLetterQueue }.Distinct(StringComparer.Ordinal).Count() < 3)
        {
            yield return "Broker:Exchange, Broker:Queue and Broker:DeadLetterQueue must be three different names.";
        }
    }
}
