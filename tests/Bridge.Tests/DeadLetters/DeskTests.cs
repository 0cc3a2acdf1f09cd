using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>What people see of dead letters, and how long it is kept.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres)]
internal sealed class DeskTests(string provider) : DeskFixture(provider)
{
    [Test]
    public async Task A_letter_says_what_died_when_and_why()
    {
        var id = (await Rig.KillAsync(1, 1, """{"error":"userId is not allowed"}""", 422))[0];

        var letter = await Rig.FindAsync(id);

        Assert.That(letter.Summary, Is.EqualTo(new LetterSummary(
            id, DeskRig.IdOf(1), "refused", "message.received", "default", 422, letter.Summary.Group, Support.Translations.Source, "+25•••••78", LetterState.Dead, 1,
            Rig.Time.GetUtcNow(), Rig.Time.GetUtcNow(), Rig.Time.GetUtcNow() - TimeSpan.FromHours(1), null, 0, null)));
        Assert.That(letter.Answer, Is.EqualTo("""{"error":"userId is not allowed"}"""));
        Assert.That(letter.Content, Does.Contain("\"event\":\"message.received\"").And.Not.Contain("254712345678"));
        Assert.That(string.Join(", ", letter.History.Select(note => note.What)), Is.EqualTo("received, failed for the first time, refused with 422"));
    }

    [Test]
    public async Task A_user_is_shown_to_who_asks_and_that_is_noted()
    {
        var id = (await Rig.KillAsync(1, 1))[0];

        var letter = await Rig.FindAsync(id, DeskRig.Operator);

        Assert.That(letter.Summary.User, Is.EqualTo("+254712345678"));
        Assert.That(letter.Content, Does.Contain("+254712345678"));
        Assert.That(await Rig.AuditAsync(), Is.EqualTo(new[] { $"ada: reveal 1 letter {id}" }));
    }

    [Test]
    public async Task Letters_that_died_alike_are_one_group_whatever_numbers_the_answers_hold()
    {
        await Rig.KillAsync(1, 3, "event 17 of 2026-03-01T12:00:00Z is unknown (id 7f1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a11)");
        await Rig.KillAsync(4, 5, "event 9 of 2026-03-02T08:30:00Z is unknown (id 0b1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a22)");
        await Rig.KillAsync(6, 6, "event 9 has no name");
        await Rig.KillAsync(7, 7, "event 9 has no name", name: "message.read");

        var groups = await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None);

        Assert.That(string.Join(' ', groups.Select(group => group.Count)), Is.EqualTo("5 1 1"));
        Assert.That(groups[0], Has.Property("Title").EqualTo("event # of #-#-#T#:#:#Z is unknown (id #)").And.Property("Event").EqualTo("message.received"));
        Assert.That(await Rig.ListAsync(new LetterFilter { Group = groups[0].Id }), Has.Count.EqualTo(5));
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
        await Rig.KillAsync(1, 1, "Nobody knows this event");
        await Rig.KillAsync(2, 2, "bad", 422, "message.read", "110045678901234");
        Rig.Time.Advance(TimeSpan.FromHours(1));
        await Rig.TakeInAsync(DeskRig.Unreadable("{}"));
        var since = Rig.Time.GetUtcNow() - TimeSpan.FromMinutes(30);
        var all = await Rig.ListAsync(new LetterFilter());

        var found = await Rig.ListAsync(what switch
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
        var letters = await Rig.KillAsync(1, 7);

        var first = await Desk.ListAsync(new LetterFilter(), null, 3, null, CancellationToken.None);
        await Rig.KillAsync(8, 9);
        var second = await Desk.ListAsync(new LetterFilter(), first.Next, 3, null, CancellationToken.None);
        var third = await Desk.ListAsync(new LetterFilter(), second.Next, 3, null, CancellationToken.None);

        Assert.That(first.Items.Concat(second.Items).Concat(third.Items).Select(letter => letter.Id), Is.EqualTo(letters.Reverse()));
        Assert.That(third.Next, Is.Null);
    }

    [Test]
    public async Task What_was_discarded_is_purged_after_a_while_and_counted_and_what_nobody_dealt_with_stays()
    {
        var letters = await Rig.KillAsync(1, 3);
        await Desk.DiscardAsync(new LetterFilter { Ids = [letters[0]] }, null, DeskRig.Operator, CancellationToken.None);
        var upkeep = New<LetterUpkeep>();

        var early = await upkeep.RunAsync(CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromDays(1.1));
        var late = await upkeep.RunAsync(CancellationToken.None);

        Assert.That((early, late), Is.EqualTo((0, 1)));
        Assert.That(await Rig.ListAsync(new LetterFilter { State = null }), Is.EqualTo(new[] { letters[1], letters[2] }));
        Assert.That(await Rig.AuditAsync(), Has.Some.EqualTo("retention: purge 1 discarded and replayed letters older than 1 days"));
        Assert.That(await Rig.Location.CountAsync("letter_notes"), Is.Zero);
    }

    [Test]
    public async Task Letters_that_an_older_version_left_are_grouped()
    {
        await Rig.KillAsync(1, 2);
        var before = await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None);
        await Rig.Location.ExecuteAsync("UPDATE dead_letters SET grp = NULL");
        var between = (await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None)).Single();
        var ungrouped = await Rig.ListAsync(new LetterFilter { Group = between.Id });

        await New<LetterUpkeep>().RunAsync(CancellationToken.None);

        Assert.That(ungrouped, Has.Count.EqualTo(2));
        Assert.That(await Desk.GetGroupsAsync(new LetterFilter(), CancellationToken.None), Is.EqualTo(before));
    }

    [Test]
    public async Task An_export_holds_every_letter_meant_masked_unless_asked_for()
    {
        await Rig.KillAsync(1, 450);

        var masked = await Desk.ExportAsync(new LetterFilter { Reason = "refused" }, null, DeskRig.Operator, CancellationToken.None).ToListAsync();
        var revealed = await Desk.ExportAsync(new LetterFilter(), DeskRig.Operator, DeskRig.Operator, CancellationToken.None).ToListAsync();

        Assert.That(masked.Select(letter => letter.Summary.EventId), Is.EquivalentTo(Enumerable.Range(1, 450).Select(DeskRig.IdOf)));
        Assert.That(masked, Has.All.Property("Content").Not.Contains("254712345678"));
        Assert.That(revealed, Has.All.Property("Content").Contains("+254712345678"));
    }

    private T New<T>() => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<T>(Rig.Get<IServiceProvider>());
}
