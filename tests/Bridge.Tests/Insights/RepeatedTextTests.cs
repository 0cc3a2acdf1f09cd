using System.Text;
using Bridge.Core.Insights;

namespace Bridge.Insights;

[TestFixture]
internal sealed class RepeatedTextTests
{
    private const int MoreThanItHolds = 20_000;

    [Test]
    public void Names_that_share_a_place_are_told_apart_also_when_many_ask_at_once() =>
        Parallel.For(
            0,
            2 * MoreThanItHolds,
            number =>
            {
                var name = $"agent_{number % MoreThanItHolds}_é";
                Assert.That(RepeatedText.Of(Encoding.UTF8.GetBytes(name)), Is.EqualTo(name));
            }
        );

    [Test]
    public void A_name_that_was_met_before_is_the_same_text()
    {
        var first = RepeatedText.Of("whatsapp"u8);

        Assert.That(RepeatedText.Of("whatsapp"u8), Is.SameAs(first));
        Assert.That(RepeatedText.Of([]), Is.Empty);
    }
}
