using Bridge.Delivery;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>What people do to dead letters other than sending them again.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class DeadLetterChangesTests(string provider) : AdminFixture(provider)
{
    [Test]
    public async Task What_was_discarded_is_gone_from_sight_until_it_is_restored()
    {
        var deadLetters = await Rig.KillAsync(1, 3);

        var discarded = await Admin.DiscardAsync(
            new DeadLetterFilter { Ids = [deadLetters[0], deadLetters[1]] },
            "a test",
            AdminRig.Operator,
            CancellationToken.None
        );
        var left = await Rig.ListAsync(new DeadLetterFilter());
        var counted = await Rig.Store.CountDeadLettersAsync(CancellationToken.None);
        var restored = await Admin.RestoreAsync(
            new DeadLetterFilter { Ids = [deadLetters[0]] },
            null,
            AdminRig.Operator,
            CancellationToken.None
        );

        Assert.That((discarded, restored), Is.EqualTo((2, 1)));
        Assert.That(left, Is.EqualTo(new[] { deadLetters[2] }));
        Assert.That(counted["refused"], Is.EqualTo(1));
        Assert.That(await Rig.ListAsync(new DeadLetterFilter()), Is.EqualTo(new[] { deadLetters[0], deadLetters[2] }));
        Assert.That(
            (await Rig.FindAsync(deadLetters[0])).History.Select(note => $"{note.What} {note.By}"),
            Has.Some.EqualTo("discarded ada").And.Some.EqualTo("restored ada")
        );
        Assert.That(
            await Rig.AuditAsync(),
            Is.EqualTo(
                new[] { $"ada: discard 2 dead letters {deadLetters[0]} {deadLetters[1]}", $"ada: restore 1 dead letters {deadLetters[0]}" }
            )
        );
    }

    [Test]
    public async Task What_dies_while_somebody_looks_is_not_discarded_with_what_they_saw()
    {
        var seen = (await Rig.KillAsync(1, 2))[^1];
        await Rig.KillAsync(3, 4);

        var discarded = await Admin.DiscardAsync(new DeadLetterFilter { UpTo = seen }, null, AdminRig.Operator, CancellationToken.None);

        Assert.That(discarded, Is.EqualTo(2));
        Assert.That(await Rig.ListAsync(new DeadLetterFilter()), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task An_edit_makes_a_new_version_under_the_same_id_and_keeps_the_original()
    {
        var id = (await Rig.KillAsync(1, 1))[0];
        var original = (await Rig.FindAsync(id, AdminRig.Operator)).Content;

        var edited = await EditAsync(id, original.Replace("wamid.1", "wamid.2", StringComparison.Ordinal));

        Assert.That(edited.Summary.EventId, Is.EqualTo(AdminRig.IdOf(1)));
        Assert.That(edited.Summary.Version, Is.EqualTo(1));
        Assert.That(edited.Content, Does.Contain("wamid.2"));
        Assert.That(edited.Original, Is.EqualTo(original));
        Assert.That(edited.Versions.Select(version => (version.Version, version.By)).Single(), Is.EqualTo((1, "ada")));
        Assert.That(await Rig.AuditAsync(), Has.Some.StartsWith($"ada: edit 1 dead letter {id}, version 1"));
    }

    [Test]
    public async Task An_edited_event_goes_out_under_its_old_id_and_with_another_key_than_the_refused_one()
    {
        await Rig.QueueAsync(1, 1);
        var refused = await Rig.ClaimAsync();
        await Rig.Store.GiveBackAsync(refused, null, CancellationToken.None);
        var id = (await Rig.RefuseAsync("unknown event", 400))[0];
        await EditAsync(id, (await Rig.FindAsync(id, AdminRig.Operator)).Content.Replace("wamid.1", "wamid.2", StringComparison.Ordinal));

        await Rig.ReplayAsync(new DeadLetterFilter());
        await Rig.StepAsync();
        var sent = await Rig.DeliverAsync();

        Assert.That(sent.Single().Id, Is.EqualTo(refused.Single().Id));
        Assert.That(IdempotencyKey.Of(sent), Is.Not.EqualTo(IdempotencyKey.Of(refused)));
    }

    [Test]
    public async Task An_edited_event_gets_another_id_only_when_asked()
    {
        var id = (await Rig.KillAsync(1, 1))[0];
        var content = (await Rig.FindAsync(id, AdminRig.Operator)).Content;
        var other = content.Replace(AdminRig.IdOf(1).ToString(), AdminRig.IdOf(2).ToString(), StringComparison.Ordinal);

        var refused = Assert.ThrowsAsync<AdminException>(() => EditAsync(id, other));
        var edited = await EditAsync(id, content, newId: true);

        Assert.That(refused!.Message, Does.Contain("context.eventId must stay"));
        Assert.That(edited.Summary.EventId, Is.Not.EqualTo(AdminRig.IdOf(1)));
        Assert.That(edited.Content, Does.Contain($"\"eventId\":\"{edited.Summary.EventId}\""));
    }

    [TestCase("{", "not well-formed JSON")]
    [TestCase("[]", "batch[0]")]
    [TestCase("""{"type":"track"}""", "missing")]
    [TestCase("""{"type":"track","event":"•••••"}""", "masked")]
    public async Task An_edit_that_the_collector_would_refuse_is_refused_with_the_reason(string content, string reason)
    {
        var id = (await Rig.KillAsync(1, 1))[0];

        var refused = Assert.ThrowsAsync<AdminException>(() => EditAsync(id, content));

        Assert.That(refused!.Message, Does.Contain(reason));
        Assert.That(refused.Problem, Is.EqualTo(AdminProblem.Invalid));
    }

    [Test]
    public async Task Of_two_who_edit_the_same_version_the_second_is_told()
    {
        var id = (await Rig.KillAsync(1, 1))[0];
        var content = (await Rig.FindAsync(id, AdminRig.Operator)).Content;
        await EditAsync(id, content);

        var refused = Assert.ThrowsAsync<AdminException>(() => EditAsync(id, content));

        Assert.That(refused!.Problem, Is.EqualTo(AdminProblem.Conflict));
    }

    [Test]
    public async Task Discarding_and_erasing_many_take_several_transactions_and_one_row_of_the_audit()
    {
        await Rig.TakeInAsync([
            .. Enumerable.Range(1, 1201).Select(number => AdminRig.Unreadable($$"""{"from":"254712345678","number":{{number}}}""")),
        ]);

        var discarded = await Admin.DiscardAsync(new DeadLetterFilter(), null, AdminRig.Operator, CancellationToken.None);
        var notes = await Rig.Location.CountAsync("dead_letter_notes WHERE what = 'discarded'");
        var restored = await Admin.RestoreAsync(new DeadLetterFilter(), null, AdminRig.Operator, CancellationToken.None);
        var erased = await Admin.EraseAsync("+254712345678", null, AdminRig.Operator, CancellationToken.None);

        Assert.That((discarded, notes, restored, erased.DeadLetters), Is.EqualTo((1201, 1201, 1201, 1201)));
        Assert.That(await Rig.Location.CountAsync("dead_letters"), Is.Zero);
        Assert.That(
            (await Rig.AuditAsync()).Select(line => line[..line.IndexOf("1201", StringComparison.Ordinal)]),
            Is.EqualTo((string[])["ada: discard ", "ada: restore ", "ada: erase "])
        );
    }

    [Test]
    public async Task Erasing_a_person_removes_them_from_dead_letters_events_deferred_and_people_and_nobody_else()
    {
        var deadLetters = await Rig.KillAsync(1, 1);
        await EditAsync(deadLetters[0], (await Rig.FindAsync(deadLetters[0], AdminRig.Operator)).Content);
        await Rig.QueueAsync(2, 2);
        await Rig.TakeInAsync(
            AdminRig.Item(3) with
            {
                ReplacedBy = Guid.NewGuid(),
                Deferral = new Deferral(DeferralReason.BetterCopy, Rig.Time.GetUtcNow() + TimeSpan.FromHours(1)),
            }
        );
        await Rig.TakeInAsync(AdminRig.Unreadable("""{"from":"254712345678"}"""), AdminRig.Unreadable("""{"from":"1254712345678"}"""));
        await Rig.Store.TakeInAsync(
            new IntakeBatch([])
            {
                People = new Dictionary<PersonId, KnownPerson?>
                {
                    [new PersonId("1", "+254712345678")] = new("+254712345678", "KE.1234567890", null, null),
                },
            },
            CancellationToken.None
        );
        await Rig.TakeInAsync(AdminRig.Unreadable("""{"user_id":"KE.1234567890"}"""));
        await Rig.Location.ExecuteAsync(
            "INSERT INTO conversations (person, number, state) SELECT person, '20002', 'x' FROM people LIMIT 1"
        );
        await Rig.Location.ExecuteAsync("INSERT INTO known_contacts (id, account) VALUES ('+254712345678', '')");

        await Rig.Location.ExecuteAsync(
            "INSERT INTO clicks (click, account, id, at) SELECT id, '1', 'KE.1234567890', 1 FROM dead_letters LIMIT 1"
        );
        await Rig.Location.ExecuteAsync("INSERT INTO opt_outs (account, id, at, is_out) VALUES ('1', 'KE.1234567890', 1, TRUE)");

        var erased = await Admin.EraseAsync("+254712345678", "they asked", AdminRig.Operator, CancellationToken.None);

        var until = Rig.Time.GetUtcNow() + TimeSpan.FromDays(8);
        Assert.That(erased, Is.EqualTo(new Erasure(DeadLetters: 3, Waiting: 1, Deferred: 1, Identities: 2, Spooled: 0, until)));
        Assert.That(await Rig.Location.CountAsync("dead_letters"), Is.EqualTo(1));
        foreach (
            var table in (string[])
                ["events", "deferred", "people", "known_contacts", "conversations", "clicks", "opt_outs", "dead_letter_versions"]
        )
        {
            Assert.That(await Rig.Location.CountAsync(table), Is.Zero, table);
        }

        Assert.That(await Rig.AuditAsync(), Has.Some.EqualTo("ada: erase 5 a person").And.None.Contains("2547"));
    }

    [Test]
    public async Task Erasing_a_person_removes_them_from_answers_reasons_and_searches_that_are_about_others()
    {
        await Rig.TakeInAsync(AdminRig.Unreadable("""{"from":"254799999999"}""", "the item of 254712345678 is odd"));
        var other = (await Rig.ListAsync(new DeadLetterFilter())).Single();
        await Rig.QueueAsync(1, 1);
        await Rig.Location.ExecuteAsync("UPDATE dead_letters SET answer = 'like +254712345678'");
        var filter = new DeadLetterFilter { Ids = [other], Text = "+254712345678" };
        var plan = await Admin.PlanAsync(filter with { Text = null }, CancellationToken.None);
        await Admin.StartAsync(
            new Replays.ReplayOrder(plan.Snapshot, filter, null, "of 254712345678"),
            AdminRig.Operator,
            CancellationToken.None
        );

        await Admin.EraseAsync("254712345678", "+254 712 345 678 asked", AdminRig.Operator, CancellationToken.None);

        var left = await Rig.FindAsync(other, AdminRig.Operator);
        Assert.That((left.Answer, left.Summary.Explanation), Is.EqualTo(((string?)null, (string?)null)));
        foreach (var (table, column) in new[] { ("replays", "filter"), ("replays", "why"), ("audit", "why") })
        {
            Assert.That(await Rig.Location.TextsAsync(table, column), Has.None.Contains("712"), $"{table}.{column}");
        }
    }

    private Task<DeadLetter> EditAsync(long deadLetter, string content, bool newId = false) =>
        Admin.EditAsync(deadLetter, new DeadLetterEdit(content, 0, newId, null), AdminRig.Operator, CancellationToken.None);
}
