using System.Net.Sockets;

namespace Bridge.Configuration;

public class ListenFailureTests
{
    private const string Setting = "--urls (environment ASPNETCORE_URLS)";

    [TestCase(SocketError.AccessDenied, "Bridge may not listen on http://*:80: a port below 1024 needs a right that its user lacks.")]
    [TestCase(SocketError.AddressNotAvailable, "Bridge cannot listen on http://*:80: this machine has no such address.")]
    [TestCase(SocketError.AddressFamilyNotSupported, "Bridge cannot listen on http://*:80: this machine has no such address.")]
    public void What_the_system_refuses_is_a_sentence_with_the_cure_also_of_both_addresses_of_localhost(SocketError error, string sentence)
    {
        var refused = new SocketException((int)error);
        var both = new IOException("Failed to bind to address", new AggregateException(refused, refused));

        var explained = ListenFailure.Explain(refused, "http://*:80", Setting);

        Assert.That(explained, Does.StartWith(sentence).And.Contain(Setting));
        Assert.That(ListenFailure.Explain(both, "http://*:80", Setting), Is.EqualTo(explained));
    }

    [Test]
    public void What_is_no_failure_to_listen_is_left_to_whoever_knows_it()
    {
        Exception[] others =
        [
            new IOException("The disk is full."),
            new InvalidOperationException("Somebody else's."),
            new SocketException((int)SocketError.ConnectionRefused),
        ];

        Assert.That(others.Select(other => ListenFailure.Explain(other, "https://127.0.0.1:8443", Setting)), Is.All.Null);
    }
}
