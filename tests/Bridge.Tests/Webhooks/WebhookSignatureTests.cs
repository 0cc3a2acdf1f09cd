using System.Text;
using Bridge.Core.Webhooks;

namespace Bridge.Webhooks;

public class WebhookSignatureTests
{
    private const string Body = "{\"object\":\"whatsapp_business_account\"}";

    /// <summary>Of <see cref="Body"/> under <c>secret</c>, from <c>openssl dgst -sha256 -hmac secret</c>.</summary>
    private const string Digits = "03f6dd944ecab4ddac0e3dbc3923b2da4e12b03df679ae23a52efd78ca6056e0";

    private static readonly byte[][] Secrets = ["secret"u8.ToArray()];

    [TestCase("sha256=" + Digits, SignatureResult.Valid)]
    [TestCase("", SignatureResult.Missing)]
    [TestCase(Digits, SignatureResult.Malformed)]
    [TestCase("sha1=" + Digits, SignatureResult.Malformed)]
    [TestCase("SHA256=" + Digits, SignatureResult.Malformed)]
    [TestCase("sha256= " + Digits, SignatureResult.Malformed)]
    [TestCase("sha256=" + Digits + " ", SignatureResult.Malformed)]
    [TestCase("sha256=" + Digits + "0", SignatureResult.Malformed)]
    [TestCase("sha256=" + Digits + "00", SignatureResult.Malformed)]
    [TestCase("sha256=" + Digits + ",sha256=" + Digits, SignatureResult.Malformed)]
    [TestCase("sha256=", SignatureResult.Malformed)]
    [TestCase("sha256=gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg", SignatureResult.Malformed)]
    [TestCase("sha256=0000000000000000000000000000000000000000000000000000000000000000", SignatureResult.Wrong)]
    public void A_signature_is_valid_only_in_the_exact_form_and_over_the_exact_bytes(string header, SignatureResult expected)
    {
        var result = WebhookSignature.Verify(Encoding.UTF8.GetBytes(Body), header, Secrets);

        Assert.That(result, Is.EqualTo(expected));
    }

    [Test]
    public void The_case_of_the_digits_does_not_matter()
    {
        var result = WebhookSignature.Verify(Encoding.UTF8.GetBytes(Body), "sha256=" + Digits.ToUpperInvariant(), Secrets);

        Assert.That(result, Is.EqualTo(SignatureResult.Valid));
    }

    [Test]
    public void A_shortened_signature_is_malformed([Range(0, 63)] int digits)
    {
        var result = WebhookSignature.Verify(Encoding.UTF8.GetBytes(Body), "sha256=" + Digits[..digits], Secrets);

        Assert.That(result, Is.EqualTo(SignatureResult.Malformed));
    }

    [Test]
    public void A_change_of_any_single_bit_of_the_body_makes_it_wrong()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        var header = WebhookSignature.Sign(body, Secrets[0]);

        var accepted = Enumerable
            .Range(0, body.Length * 8)
            .Count(bit =>
            {
                var changed = (byte[])body.Clone();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                return WebhookSignature.Verify(changed, header, Secrets) is SignatureResult.Valid;
            });

        Assert.That(accepted, Is.Zero);
    }

    [Test]
    public void Any_of_several_secrets_may_have_signed()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        byte[][] secrets = ["new"u8.ToArray(), "previous"u8.ToArray()];

        var results = secrets.Select(secret => WebhookSignature.Verify(body, WebhookSignature.Sign(body, secret), secrets));

        Assert.That(results, Is.All.EqualTo(SignatureResult.Valid));
    }

    [Test]
    public void Without_a_secret_nothing_is_valid()
    {
        var result = WebhookSignature.Verify(Encoding.UTF8.GetBytes(Body), "sha256=" + Digits, []);

        Assert.That(result, Is.EqualTo(SignatureResult.Wrong));
    }

    [Test]
    public void A_blank_secret_signs_nothing()
    {
        var body = Encoding.UTF8.GetBytes(Body);

        var result = WebhookSignature.Verify(
            body,
            WebhookSignature.Sign(body, []),
            [
                [],
            ]
        );

        Assert.That(result, Is.EqualTo(SignatureResult.Wrong));
    }

    [Test]
    public void An_empty_body_is_refused_even_with_its_own_signature()
    {
        var result = WebhookSignature.Verify([], WebhookSignature.Sign([], Secrets[0]), Secrets);

        Assert.That(result, Is.EqualTo(SignatureResult.EmptyBody));
    }

    [Test]
    public void A_header_that_cannot_be_right_is_told_before_the_body_is_there()
    {
        var faults = new[] { "", "sha1=abc", "sha256=" + Digits }.Select(header => WebhookSignature.FindFault(header));

        Assert.That(faults, Is.EqualTo(new SignatureResult?[] { SignatureResult.Missing, SignatureResult.Malformed, null }));
    }
}
