using Bridge.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Bridge.Messaging.Broker;

/// <summary>What a broker that refuses Bridge is to be given, in sentences for whoever operates it.</summary>
internal static class BrokerRefusal
{
    /// <summary>How a sentence says that the user lacks the right to publish.</summary>
    public static string MayNotPublish =>
        $"the user of {Settings.Describe("Broker:Url")} may not write to the default exchange: "
        + "give it the permission to write to amq.default";

    /// <summary>There is none of that name, or the user may not use it.</summary>
    public static string NoVirtualHost =>
        $"The broker has no virtual host as {Settings.Describe("Broker:Url")} names it behind the host, or its user may not use it: "
        + "correct it, or make it (rabbitmqctl add_vhost, set_permissions).";

    /// <summary>It knows no such user, or another password.</summary>
    public static string WrongPassword => $"The broker refuses the user and password of {Settings.Describe("Broker:Url")}: correct them.";

    /// <summary>The broker's own words name the queue or exchange and what differs.</summary>
    public static StartupException Of(ShutdownEventArgs reason) =>
        new(
            [
                reason.ReplyCode == Constants.AccessRefused
                    ? $"The broker refuses ({reason.ReplyText}): {Right(reason)}."
                    : $"The broker has something by the same name that differs from what Bridge declares ({reason.ReplyText}): "
                        + "delete it there once it is empty, or choose other names under Broker:.",
            ],
            exitCode: 2
        );

    /// <remarks>The broker names what may not be done only by the numbers of AMQP's methods.</remarks>
    private static string Right(ShutdownEventArgs reason) =>
        (reason.ClassId, reason.MethodId) switch
        {
            (60, 40) => MayNotPublish,
            (50, 20) => $"the user of {Settings.Describe("Broker:Url")} may not bind it: "
                + "give it the permission to write to the queue and to read from the exchange",
            _ => $"the user of {Settings.Describe("Broker:Url")} may not declare it: "
                + "give it the permission to configure it; a receiver can do without once it is there",
        };
}
