using Bridge.Core.Webhooks;

namespace Bridge.Webhooks;

public class HandshakeTests
{
    private static readonly string[] Tokens = ["first", "second"];

    [TestCase("subscribe", "first", "1158201444", HandshakeResult.Accepted)]
    [TestCase("subscribe", "second", "not a number <b>", HandshakeResult.Accepted)]
    [TestCase(null, "first", "1", HandshakeResult.WrongMode)]
    [TestCase("unsubscribe", "first", "1", HandshakeResult.WrongMode)]
    [TestCase("Subscribe", "first", "1", HandshakeResult.WrongMode)]
    [TestCase("subscribe", null, "1", HandshakeResult.WrongToken)]
    [TestCase("subscribe", "", "1", HandshakeResult.WrongToken)]
    [TestCase("subscribe", "First", "1", HandshakeResult.WrongToken)]
    [TestCase("subscribe", "firs", "1", HandshakeResult.WrongToken)]
    [TestCase("subscribe", "first ", "1", HandshakeResult.WrongToken)]
    [TestCase("subscribe", "first", null, HandshakeResult.WrongChallenge)]
    [TestCase("subscribe", "first", "", HandshakeResult.WrongChallenge)]
    public void Mode_token_and_challenge_must_all_be_right(string? mode, string? token, string? challenge, HandshakeResult expected)
    {
        var result = Handshake.Check(mode, token, challenge, Tokens);

        Assert.That(result, Is.EqualTo(expected));
    }

    [TestCase(256, HandshakeResult.Accepted)]
    [TestCase(257, HandshakeResult.WrongChallenge)]
    public void The_echo_is_bounded(int length, HandshakeResult expected)
    {
        var result = Handshake.Check("subscribe", "first", new string('1', length), Tokens);

        Assert.That(result, Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase(" ")]
    public void A_blank_token_is_never_accepted(string blank)
    {
        var result = Handshake.Check("subscribe", blank, "1", [blank]);

        Assert.That(result, Is.EqualTo(HandshakeResult.WrongToken));
    }
}
