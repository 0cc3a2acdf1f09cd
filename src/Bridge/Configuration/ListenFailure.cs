using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Bridge.Configuration;

/// <summary>Why a server cannot listen where it should, as a sentence for whoever chose the address.</summary>
internal static class ListenFailure
{
    internal const string Server = "Microsoft.AspNetCore.Server.Kestrel.Core";

    /// <param name="failure">What starting the server threw.</param>
    /// <param name="addresses">Where it was to listen, separated by semicolons.</param>
    /// <param name="setting">What chooses the addresses, as a sentence names it.</param>
    /// <returns>Null when it is about something else.</returns>
    public static string? Explain(Exception failure, string addresses, string setting) =>
        failure switch
        {
            IOException { InnerException: AddressInUseException } =>
                $"{failure.Message.TrimEnd('.')}: stop what listens there, or choose another address with {setting}.",
            IOException { InnerException: AggregateException both } => both // of localhost, IPv4 and IPv6
                .InnerExceptions.OfType<SocketException>()
                .Select(cause => Explain(cause.SocketErrorCode, One(addresses), setting))
                .FirstOrDefault(),
            SocketException cause => Explain(cause.SocketErrorCode, One(addresses), setting),
            InvalidOperationException { Source: Server } when addresses.Contains("https:", StringComparison.OrdinalIgnoreCase) =>
                $"Bridge cannot listen on {One(addresses)}: https needs a certificate. Name its files in "
                    + $"{Settings.Describe("Kestrel:Certificates:Default:Path")} and "
                    + $"{Settings.Describe("Kestrel:Certificates:Default:KeyPath")}, "
                    + $"or choose an address with http:// with {setting}, and let a proxy in front end TLS.",
            _ => null,
        };

    /// <summary>Which of several it was nobody says.</summary>
    private static string One(string addresses) => addresses.Contains(';', StringComparison.Ordinal) ? $"one of {addresses}" : addresses;

    private static string? Explain(SocketError error, string address, string setting) =>
        error switch
        {
            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported =>
                $"Bridge cannot listen on {address}: this machine has no such address. Choose one of its own, or 0.0.0.0 for all of them, "
                    + $"with {setting}.",
            SocketError.AccessDenied =>
                $"Bridge may not listen on {address}: a port below 1024 needs a right that its user lacks. Choose a higher port with "
                    + $"{setting}, with a proxy in front, or give the process CAP_NET_BIND_SERVICE.",
            _ => null,
        };
}
