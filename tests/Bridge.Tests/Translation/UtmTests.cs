using Bridge.Core.Attribution;

namespace Bridge.Translation;

[TestFixture]
internal sealed class UtmTests
{
    [Test]
    public void All_six_parameters_are_read()
    {
        var utm = Utm.Read(
            "https://duka.example/?utm_source=fb&utm_medium=paid&utm_campaign=jan&utm_term=viatu&utm_content=a&utm_id=77&fbclid=x"
        );

        Assert.That(utm, Is.EqualTo(new Utm("fb", "paid", "jan", "viatu", "a", "77")));
    }

    [TestCase("https://duka.example/?utm_source=Back+to%20School", "Back to School")]
    [TestCase("https://duka.example/?utm_source=caf%C3%A9%20%F0%9F%91%9F", "café 👟")]
    [TestCase("https://duka.example/?utm_source=a#utm_source=b", "a")]
    [TestCase("https://duka.example/?utm_source=a%26b%3Dc", "a&b=c")]
    [TestCase("https://duka.example/?utm_source=a=b", "a=b")]
    [TestCase("https://duka.example/?UTM_source=a", "a")]
    [TestCase("https://duka.example/?utm_source=first&utm_source=last", "last")]
    [TestCase("not a url?utm_source=a", "a")]
    [TestCase("?utm_source=50%", "50%")]
    [TestCase("?utm_source=%zz", "%zz")]
    [TestCase("?utm_source=a%00b", "a\uFFFDb")]
    public void A_parameter_is_unescaped_whatever_surrounds_it(string url, string source)
    {
        Assert.That(Utm.Read(url).Source, Is.EqualTo(source));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("?")]
    [TestCase("https://fb.me/3cr4Wqqkv")]
    [TestCase("https://duka.example/?utm_source=")]
    [TestCase("https://duka.example/?utm_source")]
    [TestCase("https://duka.example/?utm_=a&utm_other=b&source=c&=&&")]
    [TestCase("https://duka.example/#?x")]
    public void A_url_without_any_has_none(string? url)
    {
        Assert.That(Utm.Read(url).IsEmpty, Is.True);
    }
}
