using Bridge.Storage;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>What people see of dead letters, and how long it is kept.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class AdminTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task A_dead_letter_says_what_died_when_and_why()
    {
        var id = (await Rig.KillAsync(1, 1, """{"error":"userId is not allowed"}""", 422))[0];

        var deadLetter = await Rig.FindAsync(id);

        Assert.That(
            deadLetter.Summary,
            Is.EqualTo(
                new DeadLetterSummary(
                    id,
                    null,
                    "refused",
                    "message.received",
                    "default",
                    422,
                    deadLetter.Summary.Group,
                    Support.Translations.Source,
                    "+25•••••78",
                    DeadLetterState.Dead,
                    1,
                    Rig.Time.GetUtcNow(),
                    Rig.Time.GetUtcNow(),
                    Rig.Time.GetUtcNow() - TimeSpan.FromHours(1),
                    null,
                    0,
                    null
                )
            )
        );
        Assert.That(deadLetter.Answer, Is.EqualTo("""{"error":"userId is not allowed"}"""));
        Assert.That(deadLetter.Content, Does.Contain("\"event\":\"message.received\"").And.Not.Contain("254712345678"));
        Assert.That(
            string.Join(", ", deadLetter.History.Select(note => note.What)),
            Is.EqualTo("received, failed for the first time, refused with 422")
        );
    }

    [Test]
    public async Task A_user_is_shown_to_who_asks_and_that_is_noted()
    {
        var id = (await Rig.KillAsync(1, 1))[0];

        var deadLetter = await Rig.FindAsync(id, AdminRig.Operator);

        Assert.That(deadLetter.Summary.User, Is.EqualTo("+254712345678"));
        Assert.That(deadLetter.Content, Does.Contain("+254712345678"));
        Assert.That(await Rig.AuditAsync(), Is.EqualTo(new[] { $"ada: reveal 1 dead letter {id}" }));
    }

    [Test]
    public async Task Dead_letters_that_died_alike_are_one_group_whatever_numbers_the_answers_hold()
    {
        await Rig.KillAsync(1, 3, "event 17 of 2026-03-01T12:00:00Z is unknown (id 7f1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a11)");
        await Rig.KillAsync(4, 5, "event 9 of 2026-03-02T08:30:00Z is unknown (id 0b1c9a52-0d6e-4a53-9a1e-2f9a4f8f0a22)");
        await Rig.KillAsync(6, 6, "event 9 has no name");
        await Rig.KillAsync(7, 7, "event 9 has no name", name: "message.read");

        var groups = await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(string.Join(' ', groups.Select(group => group.Count)), Is.EqualTo("5 1 1"));
        Assert.That(
            groups[0],
            Has.Property("Title").EqualTo("event ••••• of ••••• is unknown (id •••••)").And.Property("Event").EqualTo("message.received")
        );
        Assert.That(await Rig.ListAsync(new DeadLetterFilter { Group = groups[0].Id }), Has.Count.EqualTo(5));
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
    public async Task Dead_letters_are_found_by(string what, int expected)
    {
        await Rig.KillAsync(1, 1, "Nobody knows this event");
        await Rig.KillAsync(2, 2, "bad", 422, "message.read", "110045678901234");
        Rig.Time.Advance(TimeSpan.FromHours(1));
        await Rig.TakeInAsync(AdminRig.Unreadable("{}"));
        var since = Rig.Time.GetUtcNow() - TimeSpan.FromMinutes(30);
        var all = await Rig.ListAsync(new DeadLetterFilter());

        var found = await Rig.ListAsync(
            what switch
            {
                "reason" => new DeadLetterFilter { Reason = "refused" },
                "event" => new DeadLetterFilter { Event = "message.read" },
                "beginning of the event" => new DeadLetterFilter { Event = "message.*" },
                "status" => new DeadLetterFilter { Status = 422 },
                "destination" => new DeadLetterFilter { Destination = "110045678901234" },
                "text of the event" => new DeadLetterFilter { Text = "wamid.2" },
                "text of the answer" => new DeadLetterFilter { Text = "nobody KNOWS" },
                "since" => new DeadLetterFilter { Since = since },
                "until" => new DeadLetterFilter { Until = since },
                "ids" => new DeadLetterFilter { Ids = [all[0], all[2]] },
                _ => new DeadLetterFilter(),
            }
        );

        Assert.That(found, Has.Count.EqualTo(expected));
    }

    [Test]
    public async Task Pages_follow_each_other_without_a_gap_also_while_more_dies()
    {
        var deadLetters = await Rig.KillAsync(1, 7);

        var first = await Admin.ListAsync(new DeadLetterFilter(), null, 3, null, CancellationToken.None);
        await Rig.KillAsync(8, 9);
        var second = await Admin.ListAsync(new DeadLetterFilter(), first.Next, 3, null, CancellationToken.None);
        var third = await Admin.ListAsync(new DeadLetterFilter(), second.Next, 3, null, CancellationToken.None);

        Assert.That(
            first.Items.Concat(second.Items).Concat(third.Items).Select(deadLetter => deadLetter.Id),
            Is.EqualTo(deadLetters.Reverse())
        );
        Assert.That(third.Next, Is.Null);
    }

    [Test]
    public async Task What_was_discarded_is_purged_after_a_while_and_counted_and_what_nobody_dealt_with_stays()
    {
        var deadLetters = await Rig.KillAsync(1, 3);
        await Admin.DiscardAsync(new DeadLetterFilter { Ids = [deadLetters[0]] }, null, AdminRig.Operator, CancellationToken.None);
        var upkeep = New<DeadLetterRetention>();

        var early = await upkeep.RunAsync(CancellationToken.None);
        Rig.Time.Advance(TimeSpan.FromDays(1.1));
        var late = await upkeep.RunAsync(CancellationToken.None);

        Assert.That((early, late), Is.EqualTo((0, 1)));
        Assert.That(await Rig.ListAsync(new DeadLetterFilter { State = null }), Is.EqualTo(new[] { deadLetters[1], deadLetters[2] }));
        Assert.That(await Rig.AuditAsync(), Has.Some.EqualTo("retention: purge 1 discarded and replayed dead letters older than 1 days"));
        Assert.That(await Rig.Location.CountAsync("dead_letter_notes"), Is.Zero);
    }

    [TestCase("NULL")]
    [TestCase("'3f9a1c22d0'")]
    public async Task Dead_letters_that_an_older_version_left_are_grouped(string old)
    {
        await Rig.KillAsync(1, 2);
        var before = await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None);
        await Rig.Location.ExecuteAsync($"UPDATE dead_letters SET grp = {old}");
        var between = (await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None)).Single();
        var ungrouped = await Rig.ListAsync(new DeadLetterFilter { Group = between.Id });

        await New<DeadLetterRetention>().RunAsync(CancellationToken.None);

        Assert.That(ungrouped, Has.Count.EqualTo(2));
        Assert.That(await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None), Is.EqualTo(before));
    }

    [Test]
    public async Task An_export_holds_every_dead_letter_meant_masked_unless_asked_for()
    {
        await Rig.KillAsync(1, 450);

        var masked = await Admin
            .ExportAsync(new DeadLetterFilter { Reason = "refused" }, null, AdminRig.Operator, CancellationToken.None)
            .ToListAsync();
        var revealed = await Admin
            .ExportAsync(new DeadLetterFilter(), AdminRig.Operator, AdminRig.Operator, CancellationToken.None)
            .ToListAsync();

        Assert.That(masked.Select(deadLetter => deadLetter.Summary.EventId), Is.All.Null.And.Exactly(450).Items);
        Assert.That(
            revealed.Select(deadLetter => deadLetter.Summary.EventId),
            Is.EquivalentTo(Enumerable.Range(1, 450).Select(AdminRig.IdOf))
        );
        Assert.That(masked, Has.All.Property("Content").Not.Contains("254712345678"));
        Assert.That(revealed, Has.All.Property("Content").Contains("+254712345678"));
        Assert.That(
            (await Admin.GetAuditAsync(null, 10, CancellationToken.None)).Select(entry => (entry.Action, entry.Count)),
            Is.EqualTo([("export revealed", 450), ("export", 450)])
        );
    }

    private T New<T>() => Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<T>(Rig.Get<IServiceProvider>());
}
