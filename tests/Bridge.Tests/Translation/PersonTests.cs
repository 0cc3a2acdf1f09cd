using Bridge.Core.Users;
using Bridge.Core.Webhooks;
using Bridge.Json;

namespace Bridge.Translation;

[TestFixture]
internal sealed class PersonTests
{
    private const string Bsuid = "KE.20671234567890123456";

    [TestCase("254712345678", "+254712345678")]
    [TestCase("+254 712-345 (678)", "+254712345678")]
    [TestCase("5511987654321", "+5511987654321")]
    [TestCase("551187654321", "+551187654321")]
    [TestCase("5215512345678", "+5215512345678")]
    [TestCase("5491160074604", "+5491160074604")]
    [TestCase("123456", "+123456")]
    [TestCase("123456789012345", "+123456789012345")]
    public void A_phone_number_is_the_user_id_with_no_digit_added_or_taken_away(string phone, string userId)
    {
        Assert.That(Person.From(phone, Bsuid).UserId, Is.EqualTo(userId));
    }

    [TestCase(null)]
    [TestCase("12345")]
    [TestCase("1234567890123456")]
    [TestCase("0712345678")]
    [TestCase("PHONE_NUMBER")]
    [TestCase("+")]
    public void Without_a_phone_number_the_BSUID_is_the_user_id(string? phone)
    {
        var person = Person.From(phone, Bsuid);

        Assert.That((person.UserId, person.Key, person.CountryCode), Is.EqualTo((Bsuid, Bsuid, "KE")));
    }

    [TestCase("user.93737...")]
    [TestCase("BSUID")]
    [TestCase("ke.2067")]
    [TestCase("KE.")]
    [TestCase("KE.20 67")]
    [TestCase("KEN.2067")]
    [TestCase("مستخدم")]
    public void An_id_of_unknown_shape_is_hashed_always_to_the_same(string id)
    {
        var person = Person.From(null, id);

        Assert.That(person.UserId, Does.Match("^[0-9a-f]{64}$"));
        Assert.That(Person.From(null, id).UserId, Is.EqualTo(person.UserId));
        Assert.That(person.CountryCode, Is.Null);
    }

    [Test]
    public void A_BSUID_longer_than_any_documented_one_is_hashed()
    {
        Assert.That(Person.From(null, "KE." + new string('1', 160)).UserId, Does.StartWith("KE."));
        Assert.That(Person.From(null, "KE." + new string('1', 161)).UserId, Does.Match("^[0-9a-f]{64}$"));
    }

    [Test]
    public void A_BSUID_in_the_phone_numbers_place_is_recognised()
    {
        var person = Person.From("US.1234", null);

        Assert.That((person.UserId, person.CountryCode, person.Ids.Phone), Is.EqualTo(("US.1234", "US", (string?)null)));
    }

    [Test]
    public void Nobody_is_the_system()
    {
        Assert.That((Person.From(null, null).UserId, Person.From(null, null).Key), Is.EqualTo(("system", (string?)null)));
    }

    [Test]
    public void A_contact_is_found_by_its_id_and_never_by_its_place()
    {
        var change = ChangeWith("""{"contacts":[{"wa_id":"254700000001","user_id":"KE.1"},{"wa_id":"254700000002","user_id":"KE.2"}]}""");

        var byPhone = Person.Sender(change, Tape.Read("""{"from":"254700000002"}"""));
        var byBsuid = Person.Sender(change, Tape.Read("""{"from_user_id":"KE.2"}"""));
        var stranger = Person.Sender(change, Tape.Read("""{"from":"254700000003"}"""));

        Assert.That((byPhone.Ids.Phone, byPhone.Ids.Bsuid), Is.EqualTo(("254700000002", "KE.2")));
        Assert.That((byBsuid.Ids.Phone, byBsuid.Ids.Bsuid), Is.EqualTo(("254700000002", "KE.2")));
        Assert.That((stranger.Ids.Phone, stranger.Ids.Bsuid), Is.EqualTo(("254700000003", (string?)null)));
    }

    [Test]
    public void A_sender_without_any_id_is_the_only_contact_but_none_of_several()
    {
        var message = Tape.Read("{}");

        var only = Person.Sender(ChangeWith("""{"contacts":[{"wa_id":"254700000001"}]}"""), message);
        var several = Person.Sender(ChangeWith("""{"contacts":[{"wa_id":"254700000001"},{"wa_id":"254700000002"}]}"""), message);
        var none = Person.Sender(ChangeWith("""{"contacts":null}"""), message);

        Assert.That((only.UserId, several.UserId, none.UserId), Is.EqualTo(("+254700000001", "system", "system")));
    }

    [Test]
    public void Empty_strings_of_an_early_draft_are_absent_ids()
    {
        var change = ChangeWith("""{"contacts":[{"wa_id":"","user_id":"KE.2","profile":{"username":"@baraka"}}]}""");

        var person = Person.Sender(change, Tape.Read("""{"from":"","from_user_id":"KE.2"}"""));

        Assert.That((person.UserId, person.Ids.Username), Is.EqualTo(("KE.2", "baraka")));
    }

    [TestCase("recipient_participant_id")]
    [TestCase("participant_recipient_id")]
    public void In_a_group_a_status_is_about_the_participant(string name)
    {
        var status = Tape.Read($$"""{"recipient_type":"group","recipient_id":"Y2FwaV9ncm91cDox","{{name}}":"254712345678"}""");

        Assert.That(Person.Recipient(ChangeWith("{}"), status).UserId, Is.EqualTo("+254712345678"));
    }

    [Test]
    public void A_group_itself_is_nobody()
    {
        var status = Tape.Read("""{"recipient_type":"group","recipient_id":"120363394320964"}""");

        Assert.That(Person.Recipient(ChangeWith("{}"), status).UserId, Is.EqualTo("system"));
    }

    [TestCase(3)]
    [TestCase(500)]
    public void Among_however_many_contacts_the_first_with_either_id_is_the_persons(int count)
    {
        var others = string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"wa_id\":\"2547000{i:D5}\",\"user_id\":\"KE.X{i}\"}}"));
        var contacts =
            $"\"contacts\":[{others},{{\"wa_id\":\"254712345678\",\"user_id\":\"KE.1\"}},{{\"wa_id\":\"254712345678\","
            + "\"user_id\":\"KE.2\"},{\"wa_id\":\"254712345679\",\"user_id\":\"KE.3\"}]";

        var events = Translated
            .Value(
                $"{contacts},\"messages\":[{{\"id\":\"A\",\"from\":\"254712345678\"}},{{\"id\":\"B\",\"from_user_id\":"
                    + "\"KE.3\"},{\"id\":\"C\",\"from_user_id\":\"KE.2\"},{\"id\":\"D\",\"from\":\"1\"}]"
            )
            .Events;

        Assert.That(
            events.Select(found => (found.Context.User!.Phone, found.Context.User.Bsuid)),
            Is.EqualTo(
                new (string?, string?)[] { ("254712345678", "KE.1"), ("254712345679", "KE.3"), ("254712345678", "KE.2"), (null, null) }
            )
        );
    }

    [Test]
    public void A_status_without_a_phone_number_is_about_the_BSUID()
    {
        var status = Tape.Read($$"""{"recipient_user_id":"{{Bsuid}}","recipient_parent_user_id":"KE.ENT.9"}""");

        var person = Person.Recipient(ChangeWith("{}"), status);

        Assert.That((person.UserId, person.Ids.ParentBsuid), Is.EqualTo((Bsuid, "KE.ENT.9")));
    }

    private static Change ChangeWith(string value) =>
        new("messages", Tape.Read(value), default, EntryId: null, default, Translated.ReceivedAt);
}
