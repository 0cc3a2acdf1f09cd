using System.Text.Json.Nodes;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Identity;

/// <summary>One person under all of their ids, as the collector sees them.</summary>
internal sealed class IdentityTests
{
    private const string Phone = "254712345678";
    private const string Bsuid = "KE.20990018275536417708";
    private const string NextBsuid = "KE.55667788990011223344";
    private const string NextPhone = "254733998877";

    private IntakeRig _rig = null!;

    [SetUp]
    public async Task Start() => _rig = await IntakeRig.StartAsync();

    [TearDown]
    public ValueTask Stop() => _rig.DisposeAsync();

    [Test]
    public async Task Once_both_ids_were_seen_together_the_phone_number_is_used_and_both_are_told()
    {
        await _rig.HearAsync(Message("A", phone: null, Bsuid));
        await _rig.HearAsync(Message("B", Phone, Bsuid));
        await _rig.HearAsync(Message("C", phone: null, Bsuid));

        var delivered = await _rig.DeliveredAsync();

        Assert.That(delivered.Select(UserId), Is.EqualTo([Bsuid, "+" + Phone, "+" + Phone]));
        Assert.That((string?)delivered[2]["properties"]!["chatId"], Is.EqualTo($"chat_1_{Phone}"));
        Assert.That(UserIds(delivered[2]), Is.EqualTo(UserIds(delivered[1])));
    }

    [Test]
    public async Task Within_one_webhook_what_one_message_teaches_holds_for_the_next()
    {
        await _rig.HearAsync(Body(Item("A", Phone, Bsuid) + "," + Item("B", null, Bsuid)));

        Assert.That((await _rig.DeliveredAsync()).Select(UserId), Is.All.EqualTo("+" + Phone));
    }

    [Test]
    public async Task A_number_that_comes_alone_is_given_its_other_id()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.HearAsync(Message("B", Phone, bsuid: null));

        var delivered = await _rig.DeliveredAsync();

        Assert.That((UserId(delivered[1]), UserIds(delivered[1])), Is.EqualTo(("+" + Phone, UserIds(delivered[0]))));
    }

    [Test]
    public async Task What_was_learned_is_known_after_a_restart_and_only_to_the_account_that_learned_it()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.RestartAsync();
        await _rig.HearAsync(Message("B", null, Bsuid));
        await _rig.HearAsync(Message("C", null, Bsuid, account: "other", number: "2"));

        Assert.That((await _rig.DeliveredAsync()).Select(UserId), Is.EqualTo(["+" + Phone, "+" + Phone, Bsuid]));
    }

    [Test]
    public async Task Another_number_of_the_same_account_knows_the_person_too()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.HearAsync(Message("B", null, Bsuid, number: "2"));

        Assert.That((await _rig.DeliveredAsync()).Select(UserId), Is.All.EqualTo("+" + Phone));
    }

    [Test]
    public async Task When_the_business_scoped_id_changes_the_person_stays_the_same()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.HearAsync(IdUpdate(Bsuid, NextBsuid));
        await _rig.HearAsync(Message("B", null, NextBsuid));
        await _rig.HearAsync(Message("C", null, Bsuid));

        var delivered = await _rig.DeliveredAsync();

        Assert.That(delivered.Select(UserId), Is.All.EqualTo("+" + Phone));
        Assert.That((string?)delivered[1]["event"], Is.EqualTo("contact.updated"));
        Assert.That((string?)delivered[1]["properties"]!["previousUserId"], Is.EqualTo(Bsuid));
        Assert.That((string?)delivered[1]["properties"]!["newUserId"], Is.EqualTo(NextBsuid));
    }

    [Test]
    public async Task When_the_number_changes_the_person_moves_and_the_old_number_is_free_for_another()
    {
        const string thirdBsuid = "KE.1";
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.HearAsync(
            Body(
                $$$"""{"from":"{{{Phone}}}","id":"S","timestamp":"1769162400","type":"system","system":"""
                    + $$$"""{"type":"user_changed_number","wa_id":"{{{NextPhone}}}","body":"x"} }"""
            )
        );
        await _rig.HearAsync(Message("B", null, Bsuid));
        await _rig.HearAsync(Message("C", Phone, null));
        await _rig.HearAsync(Message("D", Phone, thirdBsuid));
        await _rig.HearAsync(Message("E", null, thirdBsuid));

        var delivered = await _rig.DeliveredAsync();

        Assert.That(
            delivered.Select(UserId),
            Is.EqualTo(["+" + Phone, "+" + Phone, "+" + NextPhone, "+" + Phone, "+" + Phone, "+" + Phone])
        );
        Assert.That(UserIds(delivered[3]), Is.Null, "whoever has the old number now is nobody known");
    }

    [Test]
    public async Task A_new_number_and_id_heard_of_together_replace_both()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        await _rig.HearAsync(IdUpdate(Bsuid, NextBsuid, NextPhone));
        await _rig.HearAsync(Message("B", null, NextBsuid));
        await _rig.HearAsync(Message("C", null, Bsuid));

        Assert.That(
            (await _rig.DeliveredAsync()).Select(UserId),
            Is.EqualTo(["+" + Phone, "+" + NextPhone, "+" + NextPhone, "+" + NextPhone])
        );
    }

    [Test]
    public async Task The_country_is_that_of_the_number_once_it_is_known()
    {
        await _rig.HearAsync(Message("A", "14155550100", "KE.1"));
        await _rig.HearAsync(Message("B", null, "KE.1"));

        var delivered = await _rig.DeliveredAsync();

        Assert.That(delivered.Select(item => (string?)item["properties"]!["countryCode"]), Is.All.EqualTo("US"));
    }

    [Test]
    public async Task With_the_business_scoped_id_first_a_number_is_used_only_until_that_is_known()
    {
        await using var rig = await IntakeRig.StartAsync(("Identity:UserId", "bsuid"));

        await rig.HearAsync(Message("A", Phone, null));
        await rig.HearAsync(Message("B", Phone, Bsuid));
        await rig.HearAsync(Message("C", Phone, null));

        var delivered = await rig.DeliveredAsync();
        Assert.That(delivered.Select(UserId), Is.EqualTo(["+" + Phone, Bsuid, Bsuid]));
        Assert.That((string?)delivered[2]["properties"]!["chatId"], Is.EqualTo($"chat_1_{Bsuid}"));
    }

    [Test]
    public async Task The_event_id_is_the_same_under_every_setting()
    {
        var ids = new List<string?>();
        foreach (var setting in new[] { "phone", "bsuid", "hashed" })
        {
            await using var rig = await IntakeRig.StartAsync(("Identity:UserId", setting), ("Identity:Pepper", new string('p', 32)));
            await rig.HearAsync(Message("A", Phone, Bsuid));
            ids.Add((string?)(await rig.DeliveredAsync()).Single()["context"]!["eventId"]);
        }

        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Nobody_is_asked_for_twice()
    {
        await _rig.HearAsync(Message("A", Phone, Bsuid));
        var cache = _rig.Bridge.Get<PeopleCache>();

        KnownPerson? person = null;
        await Eventually.HoldsAsync(() => cache.TryGet(new PersonId("9", Bsuid), out person), "the pair is remembered once it is stored");
        Assert.That(person, Is.EqualTo(new KnownPerson("+" + Phone, Bsuid, null, null)));
        Assert.That(cache.TryGet(new PersonId("9", NextBsuid), out _), Is.False);
    }

    [Test]
    public void A_name_of_a_megabyte_is_not_kept_in_memory_and_hides_nothing_newer()
    {
        var cache = new PeopleCache(new ManualTime());
        var id = new PersonId("9", Bsuid);
        cache.Set(id, new KnownPerson("+" + Phone, Bsuid, null, "short"));

        cache.Set(id, new KnownPerson("+" + Phone, Bsuid, null, new string('x', 1 << 20)));

        Assert.That(cache.TryGet(id, out _), Is.False);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("short")]
    public void Hashing_needs_a_pepper(string? pepper)
    {
        var problems = new IdentityOptions { UserId = UserIdKind.Hashed, Pepper = pepper }.FindProblems();

        Assert.That(
            problems,
            Is.EqualTo([
                "Identity:Pepper (environment Identity__Pepper) must be a random text of at least 32 characters when "
                    + "Identity:UserId is hashed, and stay the same for ever.",
            ])
        );
    }

    [Test]
    public void The_pepper_does_not_show_in_the_options_text()
    {
        Assert.That(new IdentityOptions { Pepper = "very secret" }.ToString(), Does.Not.Contain("very"));
    }

    private static string? UserId(JsonNode trackEvent) => (string?)trackEvent["userId"];

    private static string? UserIds(JsonNode trackEvent) => trackEvent["context"]!["userIds"]?.ToJsonString();

    private static string Message(string id, string? phone, string? bsuid, string account = "9", string number = "1") =>
        Body(Item(id, phone, bsuid), account, number);

    private static string Item(string id, string? phone, string? bsuid) =>
        $$$"""
            { {{{Member("from", phone)}}}{{{Member("from_user_id", bsuid)}}}"id":"{{{id}}}",
            "timestamp":"1769162400","type":"text","text":{"body":"Sawa"} }
            """;

    private static string Member(string name, string? value) => value is null ? "" : $"\"{name}\":\"{value}\",";

    private static string IdUpdate(string previous, string current, string? phone = null) =>
        $$$"""
            {"entry":[{"id":"9","changes":[{"field":"user_id_update","value":{"metadata":{"phone_number_id":"1"},"user_id_update":[
            { {{{Member(
                "wa_id",
                phone
            )}}}"user_id":{"previous":"{{{previous}}}","current":"{{{current}}}"},"timestamp":"1769162400"}]} }]}]}
            """;

    private static string Body(string messages, string account = "9", string number = "1") =>
        $$$"""{"entry":[{"id":"{{{account}}}","changes":[{"field":"messages","value":{"metadata":"""
        + $$$"""{"phone_number_id":"{{{number}}}"},"messages":[{{{messages}}}]} }]}]}""";
}
