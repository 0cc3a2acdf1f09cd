using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>What people see of dead letters, and what they do to them other than sending them again.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres)]
internal sealed class DeskTests(string provider)
{
    private DeskRig _rig = null!;

    private DeadLetterDesk Desk => _rig.Desk;

    [SetUp]
    public async Task Open() => _rig = await DeskRig.StartAsync(provider, ("DeadLetters:KeepFor", "1.00:00:00"));

    [TearDown]
    public async Task Close() => await _rig.DisposeAsync();

    [Test]
    public async Task A_letter_says_what_died_when_and_why()
    {
        var id = (await _rig.KillAsync(1, 1, """{"error":"userId is not allowed"}""", 422))[0];

        var letter = await _rig.FindAsync(id);

        Assert.That(letter.Summary, Is.EqualTo(new LetterSummary(
            id, DeskRig.IdOf(1), "refused", "message.received", "default", 422, letter.Summary.Group, Support.Translations.Source, "+25•••••78", LetterState.Dead, 1,
            _rig.Time.GetUtcNow(), _rig.Time.GetUtcNow(), _rig.Time.GetUtcNow() - TimeSpan.FromHours(1), null, 0, null)));
        Assert.That(letter.Answer, Is.EqualTo("""{"error":"userId is not allowed"}"""));
        Assert.That(letter.Content, Does.Contain("\"event\":\"message.received\"").And.Not.Contain("254712345678"));
        Assert.That(string.Join(", ", letter.History.Select(note => note.What)), Is.EqualTo("received, failed for the first time, refused with 422"));
    }

    [Test]
    public async Task A_user_is_shown_to_who_asks_and_that_is_noted()
    {
        var id = (await _rig.KillAsync(1, 1))[0];

        var letter = await _rig.FindAsync(id, DeskRig.Operator);

        Assert.That(letter.Summary.User, Is.EqualTo("+254712345678"));
        Assert.That(letter.Content, Does.Contain("+254712345678"));
        Assert.That(await _rig.AuditAsync(), Is.EqualTo(new[] { $"ada: reveal 1 letter {id}" }));
    }

    [Test]
    public async Task Letters_that_died_alike_are_one_group_whatever_numbers_the_answers_hold()
    {
        await _rig.KillAsync(1, 3, "event 17 of 2026-03-01T12:00:00Z is unknown (id 7f1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a11)");
        await _rig.KillAsync(4, 5, "event 9 of 2026-03-02T08:30:00Z is unknown (id 0b1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a22)");
        await _rig.KillAsync(6, 6, "event 9 has no name");
        await _rig.KillAsync(7, 7, "event 9 has no name", name: "message.read");

        var groups = await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None);

        Assert.That(string.Join(' ', groups.Select(group => group.Count)), Is.EqualTo("5 1 1"));
        Assert.That(groups[0], Has.Property("Title").EqualTo("event # of #-#-#T#:#:#Z is unknown (id #)").And.Property("Event").EqualTo("message.received"));
        Assert.That(await _rig.ListAsync(new LetterFilter { Group = groups[0].Id }), Has.Count.EqualTo(5));
    }

    [TestCase("reason", 2)]
    [TestCase("event", 1)]
    [TestCase("beginning of the event", 2)]
    [TestCase("status", 1)]
    [TestCase("destination", 1)]
    [TestCase("text of the event", 1)]
    [TestCase("text of the answer", 1)]
    [TestCase("since", 1)]
    [TestCase("until", 2)]
    [TestCase("ids", 2)]
    [TestCase("nothing", 3)]
    public async Task Letters_are_found_by(string what, int expected)
    {
        await _rig.KillAsync(1, 1, "Nobody knows this event");
        await _rig.KillAsync(2, 2, "bad", 422, "message.read", "110045678901234");
        _rig.Time.Advance(TimeSpan.FromHours(1));
        await _rig.TakeInAsync(DeskRig.Unreadable("{}"));
        var since = _rig.Time.GetUtcNow() - TimeSpan.FromMinutes(30);
        var all = await _rig.ListAsync(new LetterFilter());

        var found = await _rig.ListAsync(what switch
        {
            "reason" => new LetterFilter { Reason = "refused" },
            "event" => new LetterFilter { Event = "message.read" },
            "beginning of the event" => new LetterFilter { Event = "message.*" },
            "status" => new LetterFilter { Status = 422 },
            "destination" => new LetterFilter { Destination = "110045678901234" },
            "text of the event" => new LetterFilter { Text = "wamid.2" },
            "text of the answer" => new LetterFilter { Text = "nobody KNOWS" },
            "since" => new LetterFilter { Since = since },
            "until" => new LetterFilter { Until = since },
            "ids" => new LetterFilter { Ids = [all[0], all[2]] },
            _ => new LetterFilter(),
        });

        Assert.That(found, Has.Count.EqualTo(expected));
    }

    [Test]
    public async Task Pages_follow_each_other_without_a_gap_also_while_more_dies()
    {
        var letters = await _rig.KillAsync(1, 7);

        var first = await Desk.ListAsync(new LetterFilter(), null, 3, null, CancellationToken.None);
        await _rig.KillAsync(8, 9);
        var second = await Desk.ListAsync(new LetterFilter(), first.Next, 3, null, CancellationToken.None);
        var third = await Desk.ListAsync(new LetterFilter(), second.Next, 3, null, CancellationToken.None);

        Assert.That(first.Items.Concat(second.Items).Concat(third.Items).Select(letter => letter.Id), Is.EqualTo(letters.Reverse()));
        Assert.That(third.Next, Is.Null);
    }

    [Test]
    public async Task What_was_discarded_is_gone_from_sight_until_it_is_restored()
    {
        var letters = await _rig.KillAsync(1, 3);

        var discarded = await Desk.DiscardAsync(new LetterFilter { Ids = [letters[0], letters[1]] }, "a test", DeskRig.Operator, CancellationToken.None);
        var left = await _rig.ListAsync(new LetterFilter());
        var counted = await _rig.Store.CountDeadLettersAsync(CancellationToken.None);
        var restored = await Desk.RestoreAsync(new LetterFilter { Ids = [letters[0]] }, null, DeskRig.Operator, CancellationToken.None);

        Assert.That((discarded, restored), Is.EqualTo((2, 1)));
        Assert.That(left, Is.EqualTo(new[] { letters[2] }));
        Assert.That(counted["refused"], Is.EqualTo(1));
        Assert.That(await _rig.ListAsync(new LetterFilter()), Is.EqualTo(new[] { letters[0], letters[2] }));
        Assert.That((await _rig.FindAsync(letters[0])).History.Select(note => $"{note.What} {note.By}"), Has.Some.EqualTo("discarded ada").And.Some.EqualTo("restored ada"));
        Assert.That(await _rig.AuditAsync(), Is.EqualTo(new[] { $"ada: discard 2 letters {letters[0]} {letters[1]}", $"ada: restore 1 letters {letters[0]}" }));
    }

    [Test]
    public async Task What_dies_while_somebody_looks_is_not_discarded_with_what_they_saw()
    {
        var seen = (await _rig.KillAsync(1, 2))[^1];
        await _rig.KillAsync(3, 4);

        var discarded = await Desk.DiscardAsync(new LetterFilter { UpTo = seen }, null, DeskRig.Operator, CancellationToken.None);

        Assert.That(discarded, Is.EqualTo(2));
        Assert.That(await _rig.ListAsync(new LetterFilter()), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task What_was_discarded_is_purged_after_a_while_and_counted_and_what_nobody_dealt_with_stays()
    {
        var letters = await _rig.KillAsync(1, 3);
        await Desk.DiscardAsync(new LetterFilter { Ids = [letters[0]] }, null, DeskRig.Operator, CancellationToken.None);
        var upkeep = New<LetterUpkeep>();

        var early = await upkeep.RunAsync(CancellationToken.None);
        _rig.Time.Advance(TimeSpan.FromDays(1.1));
        var late = await upkeep.RunAsync(CancellationToken.None);

        Assert.That((early, late), Is.EqualTo((0, 1)));
        Assert.That(await _rig.ListAsync(new LetterFilter { State = null }), Is.EqualTo(new[] { letters[1], letters[2] }));
        Assert.That(await _rig.AuditAsync(), Has.Some.EqualTo("retention: purge 1 discarded and replayed letters older than 1 days"));
        Assert.That(await _rig.Location.CountAsync("letter_notes"), Is.Zero);
    }

    [Test]
    public async Task Letters_that_an_older_version_left_are_grouped()
    {
        await _rig.KillAsync(1, 2);
        var before = await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None);
        await _rig.Location.ExecuteAsync("UPDATE dead_letters SET grp = NULL");
        var between = (await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None)).Single();
        var ungrouped = await _rig.ListAsync(new LetterFilter { Group = between.Id });

        await New<LetterUpkeep>().RunAsync(CancellationToken.None);

        Assert.That(ungrouped, Has.Count.EqualTo(2));
        Assert.That(await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None), Is.EqualTo(before));
    }

    [Test]
    public async Task An_edit_makes_a_new_version_under_the_same_id_and_keeps_the_original()
    {
        var id = (await _rig.KillAsync(1, 1))[0];
        var original = (await _rig.FindAsync(id, DeskRig.Operator)).Content;

        var edited = await EditAsync(id, original.Replace("wamid.1", "wamid.2", StringComparison.Ordinal));

        Assert.That(edited.Summary.EventId, Is.EqualTo(DeskRig.IdOf(1)));
        Assert.That(edited.Summary.Version, Is.EqualTo(1));
        Assert.That(edited.Content, Does.Contain("wamid.2"));
        Assert.That(edited.Original, Is.EqualTo(original));
        Assert.That(edited.Versions.Select(version => (version.Version, version.By)).Single(), Is.EqualTo((1, "ada")));
        Assert.That(await _rig.AuditAsync(), Has.Some.StartsWith($"ada: edit 1 letter {id}, version 1"));
    }

    [Test]
    public async Task An_edited_event_gets_another_id_only_when_asked()
    {
        var id = (await _rig.KillAsync(1, 1))[0];
        var content = (await _rig.FindAsync(id, DeskRig.Operator)).Content;
        var other = content.Replace(DeskRig.IdOf(1).ToString(), DeskRig.IdOf(2).ToString(), StringComparison.Ordinal);

        var refused = Assert.ThrowsAsync<DeskException>(() => EditAsync(id, other));
        var edited = await EditAsync(id, content, newId: true);

        Assert.That(refused!.Message, Does.Contain("context.eventId must stay"));
        Assert.That(edited.Summary.EventId, Is.Not.EqualTo(DeskRig.IdOf(1)));
        Assert.That(edited.Content, Does.Contain($"\"eventId\":\"{edited.Summary.EventId}\""));
    }

    [TestCase("{", "not well-formed JSON")]
    [TestCase("[]", "batch[0]")]
    [TestCase("""{"type":"track"}""", "missing")]
    [TestCase("""{"type":"track","event":"•••••"}""", "masked")]
    public async Task An_edit_that_the_collector_would_refuse_is_refused_with_the_reason(string content, string reason)
    {
        var id = (await _rig.KillAsync(1, 1))[0];

        var refused = Assert.ThrowsAsync<DeskException>(() => EditAsync(id, content));

        Assert.That(refused!.Message, Does.Contain(reason));
        Assert.That(refused.Problem, Is.EqualTo(DeskProblem.Invalid));
    }

    [Test]
    public async Task Of_two_who_edit_the_same_version_the_second_is_told()
    {
        var id = (await _rig.KillAsync(1, 1))[0];
        var content = (await _rig.FindAsync(id, DeskRig.Operator)).Content;
        await EditAsync(id, content);

        var refused = Assert.ThrowsAsync<DeskException>(() => EditAsync(id, content));

        Assert.That(refused!.Problem, Is.EqualTo(DeskProblem.Conflict));
    }

    [Test]
    public async Task Erasing_a_person_removes_them_from_letters_events_held_back_and_people_and_nobody_else()
    {
        var letters = await _rig.KillAsync(1, 1);
        await EditAsync(letters[0], (await _rig.FindAsync(letters[0], DeskRig.Operator)).Content);
        await _rig.QueueAsync(2, 2);
        await _rig.TakeInAsync(DeskRig.Item(3) with { ReplacedBy = Guid.NewGuid(), HoldUntil = _rig.Time.GetUtcNow() + TimeSpan.FromHours(1) });
        await _rig.TakeInAsync(DeskRig.Unreadable("""{"from":"254712345678"}"""), DeskRig.Unreadable("""{"from":"1254712345678"}"""));
        await _rig.Store.TakeInAsync(
            [], [], new Dictionary<PersonId, KnownPerson?> { [new PersonId("1", "+254712345678")] = new("+254712345678", "KE.1234567890", null, null) }, CancellationToken.None);
        await _rig.TakeInAsync(DeskRig.Unreadable("""{"user_id":"KE.1234567890"}"""));

        var erased = await Desk.EraseAsync("+254712345678", "they asked", DeskRig.Operator, CancellationToken.None);

        Assert.That(erased, Is.EqualTo(new Erasure(Letters: 3, Waiting: 1, Held: 1, Identities: 1, Spooled: 0)));
        Assert.That(await _rig.Location.CountAsync("dead_letters"), Is.EqualTo(1));
        foreach (var table in (string[])["events", "held", "people", "letter_versions"])
        {
            Assert.That(await _rig.Location.CountAsync(table), Is.Zero, table);
        }

        Assert.That(await _rig.AuditAsync(), Has.Some.EqualTo("ada: erase 5 a person").And.None.Contains("2547"));
    }

    [Test]
    public async Task An_export_holds_every_letter_meant_masked_unless_asked_for()
    {
        await _rig.KillAsync(1, 450);

        var masked = await Desk.ExportAsync(new LetterFilter { Reason = "refused" }, null, DeskRig.Operator, CancellationToken.None).ToListAsync();
        var revealed = await Desk.ExportAsync(new LetterFilter(), DeskRig.Operator, DeskRig.Operator, CancellationToken.None).ToListAsync();

        Assert.That(masked.Select(letter => letter.Summary.EventId), Is.EquivalentTo(Enumerable.Range(1, 450).Select(DeskRig.IdOf)));
        Assert.That(masked, Has.All.Property("Content").Not.Contains("254712345678"));
        Assert.That(revealed, Has.All.Property("Content").Contains("+254712345678"));
    }

    private Task<Letter> EditAsync(long letter, string content, bool newId = false) =>
        Desk.EditAsync(letter, new LetterEdit(content, 0, newId, null), DeskRig.Operator, CancellationToken.None);

    private T New<T>() => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<T>(_rig.Get<IServiceProvider>());
}
