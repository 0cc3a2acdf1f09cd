using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.DeadLetters;

/// <summary>What is shown of people before somebody asks to see them.</summary>
public partial class DeadLetterMaskTests
{
    [TestCase("+254712345678", "+25•••••78")]
    [TestCase("KE.10458812345678901234", "KE.•••••34")]
    [TestCase("messenger:1234567890123456", "messenger:•••••56")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "01234567…")]
    [TestCase("system", "system")]
    [TestCase("+1", "•••••")]
    public void A_user_is_recognisable_to_who_knows_them_and_to_nobody_else(string user, string shown) =>
        Assert.That(DeadLetterMask.User(user), Is.EqualTo(shown));

    [TestCase("""{"from":"254712345678"}""", """{"from":"254•••••78"}""")]
    [TestCase("""{"chatId":"chat_110045678901234_MX.86680123456789012367"}""", """{"chatId":"chat_110•••••34_MX.•••••67"}""")]
    [TestCase("""{"id":"wamid.HBgMMjU0NzIyMzM0NDU1FQIAERgURUI3RkVG"}""", """{"id":"wamid.•••••VG"}""")]
    [TestCase(
        """{"phone_number_id":"110045678901234","timestamp":"1769162397"}""",
        """{"phone_number_id":"110045678901234","timestamp":"1769162397"}"""
    )]
    [TestCase("""{"eventId":"12345678-1234-8abc-8def-123456789012"}""", """{"eventId":"12345678-1234-8abc-8def-123456789012"}""")]
    [TestCase("""{"adId":"120210000000000017"}""", """{"adId":"120210000000000017"}""")]
    public void Of_a_content_people_are_masked_and_accounts_times_and_event_ids_stay(string content, string shown) =>
        Assert.That(DeadLetterMask.Content(content), Is.EqualTo(shown));

    [Test]
    public void No_content_shows_seven_digits_of_a_phone_number_in_a_row()
    {
        var numbers = Gen.Choose(7, 15)
            .SelectMany(length => Gen.Choose(0, 9).ArrayOf(length))
            .Select(digits => string.Concat(digits))
            .ToArbitrary();

        Prop.ForAll(
                numbers,
                number =>
                    !SevenDigits()
                        .IsMatch(
                            DeadLetterMask.Content(
                                $$"""{"from":"{{number}}","text":"call +{{number}}","chatId":"chat_{{number}}","n":{{number}}}"""
                            )
                        )
            )
            .QuickCheckThrowOnFailure();
    }

    [GeneratedRegex("[0-9]{7}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SevenDigits();
}
