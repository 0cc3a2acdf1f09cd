using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Support;
using NUnit.Framework.Constraints;

namespace Bridge.DeadLetters;

/// <summary>
/// What the page, the API and the command line rely on in an administration: the same over the real one and over the double that their
/// tests use, so that the double cannot promise what the real one does not keep.
/// </summary>
[TestFixture("the double")]
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class DeadLetterAdminContract(string subject)
{
    private static readonly Actor Ada = new("ada");
    private readonly List<long> _dead = [];
    private AdminRig? _rig;
    private InMemoryDeadLetterAdmin? _double;

    private IDeadLetterAdmin Admin => _double ?? (IDeadLetterAdmin)_rig!.Admin;

    /// <summary>Five that a collector refused: three of one event, two of another.</summary>
    [SetUp]
    public async Task Start()
    {
        _dead.Clear();
        if (subject == "the double")
        {
            _double = new InMemoryDeadLetterAdmin();
            string[] names = ["message.received", "message.received", "message.received", "message.read", "message.read"];
            _dead.AddRange(
                names.Select(name => _double.Add(name, content: $$"""{"event":"{{name}}","userId":"+254712345678"}""").Summary.Id)
            );
            return;
        }

        _rig = await AdminRig.StartAsync(subject);
        _dead.AddRange(await _rig.KillAsync(1, 3));
        _dead.AddRange(await _rig.KillAsync(4, 5, name: "message.read"));
    }

    [TearDown]
    public async Task Stop() => await (_rig?.DisposeAsync() ?? ValueTask.CompletedTask);

    [Test]
    public async Task Pages_follow_each_other_newest_first_and_the_last_has_no_next()
    {
        var first = await Admin.ListAsync(new DeadLetterFilter(), null, 3, null, CancellationToken.None);
        var second = await Admin.ListAsync(new DeadLetterFilter(), first.Next, 3, null, CancellationToken.None);

        Assert.That(first.Items.Concat(second.Items).Select(one => one.Id), Is.EqualTo(_dead.AsEnumerable().Reverse()));
        Assert.That(second.Next, Is.Null);
    }

    [TestCase(0)]
    [TestCase(AdminLimits.MaxPage + 1)]
    public void A_page_of_an_impossible_size_is_refused(int limit) =>
        Assert.That(
            () => Admin.ListAsync(new DeadLetterFilter(), null, limit, null, CancellationToken.None),
            Throws.TypeOf<AdminException>().With.Property(nameof(AdminException.Problem)).EqualTo(AdminProblem.Invalid)
        );

    [Test]
    public async Task What_is_set_in_a_filter_narrows_it_together()
    {
        Assert.Multiple(async () =>
        {
            Assert.That(await ListAsync(new DeadLetterFilter { Event = "message.read" }), Is.EqualTo(_dead[3..]));
            Assert.That(await ListAsync(new DeadLetterFilter { Event = "message.*" }), Is.EqualTo(_dead));
            Assert.That(
                await ListAsync(new DeadLetterFilter { Event = "message.read", Ids = [_dead[0], _dead[4]] }),
                Is.EqualTo(_dead[4..])
            );
            Assert.That(await ListAsync(new DeadLetterFilter { Status = 400, UpTo = _dead[1] }), Is.EqualTo(_dead[..2]));
            Assert.That(await ListAsync(new DeadLetterFilter { Status = 500 }), Is.Empty);
            Assert.That(await ListAsync(new DeadLetterFilter { Reason = DeadReason.Expired }), Is.Empty);
            Assert.That(await ListAsync(new DeadLetterFilter { Text = "message.read\"" }), Is.EqualTo(_dead[3..]));
            Assert.That(await ListAsync(new DeadLetterFilter { State = DeadLetterState.Discarded }), Is.Empty);
        });
    }

    [Test]
    public async Task A_person_is_masked_unless_somebody_asks_and_that_is_noted()
    {
        var masked = (await Admin.FindAsync(_dead[0], null, CancellationToken.None))!;
        var before = await AuditAsync();
        var revealed = (await Admin.FindAsync(_dead[0], Ada, CancellationToken.None))!;

        Assert.That((masked.IsMasked, revealed.IsMasked), Is.EqualTo((true, false)));
        Assert.That((masked.Summary.User, revealed.Summary.User), Is.Not.EqualTo((revealed.Summary.User, masked.Summary.User)));
        Assert.That(revealed.Summary.User, Is.EqualTo("+254712345678"));
        Assert.That(before, Is.Empty);
        Assert.That(await AuditAsync(), Is.EqualTo(["ada: reveal 1"]));
        Assert.That(await Admin.FindAsync(987_654, Ada, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task The_largest_group_comes_first_and_its_id_finds_its_dead_letters()
    {
        var groups = await Admin.GetGroupsAsync(new DeadLetterFilter(), CancellationToken.None);

        Assert.That(groups.Select(group => (group.Event, group.Count)), Is.EqualTo([("message.received", 3L), ("message.read", 2L)]));
        Assert.That(groups[1].Newest, Is.EqualTo(_dead[4]));
        Assert.That(await ListAsync(new DeadLetterFilter { Group = groups[1].Id }), Is.EqualTo(_dead[3..]));
    }

    [Test]
    public async Task Only_what_is_dead_is_discarded_and_only_what_is_discarded_is_restored()
    {
        var everything = new DeadLetterFilter { State = null };

        var some = await Admin.DiscardAsync(
            new DeadLetterFilter { Event = "message.read", State = null },
            "why",
            Ada,
            CancellationToken.None
        );
        var others = await Admin.DiscardAsync(everything, null, Ada, CancellationToken.None);
        var back = await Admin.RestoreAsync(new DeadLetterFilter { Ids = [_dead[0]], State = null }, null, Ada, CancellationToken.None);
        var again = await Admin.RestoreAsync(new DeadLetterFilter { Ids = [_dead[0]], State = null }, null, Ada, CancellationToken.None);

        Assert.That((some, others, back, again), Is.EqualTo((2, 3, 1, 0)));
        Assert.That(await ListAsync(new DeadLetterFilter()), Is.EqualTo(_dead[..1]));
        Assert.That(await ListAsync(everything with { State = DeadLetterState.Discarded }), Is.EqualTo(_dead[1..]));
        Assert.That((await AuditAsync()).Take(3), Is.EqualTo(["ada: discard 2", "ada: discard 3", "ada: restore 1"]));
    }

    [Test]
    public async Task A_plan_changes_nothing_and_started_twice_is_one_replay()
    {
        var plan = await Admin.PlanAsync(new DeadLetterFilter { Event = "message.read" }, CancellationToken.None);
        var noted = await AuditAsync();

        var replay = await StartAsync(plan);
        var same = await StartAsync(plan);

        Assert.That((plan.Count, plan.Filter.UpTo, noted.Count), Is.EqualTo((2, _dead[4], 0)));
        Assert.That(plan.ByEvent.Select(share => (share.Name, share.Count)), Is.EqualTo([("message.read", 2L)]));
        Assert.That((replay.Total, replay.State, replay.Rate, replay.By), Is.EqualTo((2, ReplayState.Running, 5, "ada")));
        Assert.That(same.Id, Is.EqualTo(replay.Id));
        Assert.That((await Admin.GetReplaysAsync(CancellationToken.None)).Select(one => one.Id), Is.EqualTo([replay.Id]));
        Assert.That(await AuditAsync(), Is.EqualTo(["ada: replay 2"]));
    }

    [Test]
    public async Task A_plan_of_nothing_cannot_be_started()
    {
        var plan = await Admin.PlanAsync(new DeadLetterFilter { Status = 500 }, CancellationToken.None);

        Assert.That(plan.Count, Is.Zero);
        Assert.That(() => StartAsync(plan), Throws.TypeOf<AdminException>().With.Property("Problem").EqualTo(AdminProblem.Conflict));
    }

    [Test]
    public async Task A_replay_is_paused_resumed_and_cancelled_also_while_it_is_paused_and_never_again_after_that()
    {
        var replay = (await StartAsync(await Admin.PlanAsync(new DeadLetterFilter(), CancellationToken.None))).Id;

        var paused = await Admin.PauseAsync(replay, Ada, CancellationToken.None);
        Assert.That(() => Admin.PauseAsync(replay, Ada, CancellationToken.None), Refuses(AdminProblem.Conflict));
        var resumed = await Admin.ResumeAsync(replay, Ada, CancellationToken.None);
        await Admin.PauseAsync(replay, Ada, CancellationToken.None);
        var cancelled = await Admin.CancelAsync(replay, Ada, CancellationToken.None);

        Assert.That(
            (paused.State, resumed.State, cancelled.State),
            Is.EqualTo((ReplayState.Paused, ReplayState.Running, ReplayState.Cancelled))
        );
        Assert.That(
            () => Admin.ResumeAsync(replay, Ada, CancellationToken.None),
            Throws.TypeOf<AdminException>().With.Message.EqualTo($"Replay {replay} is cancelled, and so cannot be resumed.")
        );
        Assert.That(() => Admin.CancelAsync(replay, Ada, CancellationToken.None), Refuses(AdminProblem.Conflict));
        Assert.That(() => Admin.CancelAsync(replay + 1, Ada, CancellationToken.None), Refuses(AdminProblem.NotFound));
        Assert.That(await Admin.FindReplayAsync(replay + 1, CancellationToken.None), Is.Null);
        Assert.That(
            (await AuditAsync()).Select(entry => entry.Split(' ', 2)[1]),
            Is.EqualTo(["replay 5", "pause replay 5", "resume replay 5", "pause replay 5", "cancel replay 5"])
        );
    }

    [Test]
    public async Task An_edit_makes_a_version_keeps_the_original_and_loses_to_who_was_faster()
    {
        var before = (await Admin.FindAsync(_dead[0], Ada, CancellationToken.None))!;
        var edit = new DeadLetterEdit(
            before.Content.Replace("message.received", "message.read", StringComparison.Ordinal),
            0,
            false,
            "typo"
        );

        var edited = await Admin.EditAsync(_dead[0], edit, Ada, CancellationToken.None);

        Assert.That((edited.Summary.Version, edited.Content), Is.EqualTo((1, edit.Content)));
        Assert.That((edited.Original, edited.Summary.EventId), Is.EqualTo((before.Content, before.Summary.EventId)));
        Assert.That(edited.Versions.Select(version => (version.Version, version.By)), Is.EqualTo([(1, "ada")]));
        Assert.That(() => Admin.EditAsync(_dead[0], edit, Ada, CancellationToken.None), Refuses(AdminProblem.Conflict));
        Assert.That(() => Admin.EditAsync(987_654, edit, Ada, CancellationToken.None), Refuses(AdminProblem.NotFound));
        Assert.That(await AuditAsync(), Is.EqualTo(["ada: reveal 1", "ada: edit 1"]));
    }

    [Test]
    public async Task An_export_is_of_all_that_is_meant_oldest_first_and_is_noted()
    {
        var exported = await Admin.ExportAsync(new DeadLetterFilter(), null, Ada, CancellationToken.None).ToListAsync();

        Assert.That(exported.Select(one => one.Summary.Id), Is.EqualTo(_dead));
        Assert.That(exported[4].Content, Does.Contain("message.read"));
        Assert.That(await AuditAsync(), Is.EqualTo([$"ada: export {_dead.Count}"]));
    }

    [Test]
    public async Task The_audit_is_read_newest_first_in_pages()
    {
        foreach (var id in _dead)
        {
            await Admin.DiscardAsync(new DeadLetterFilter { Ids = [id] }, $"why {id}", Ada, CancellationToken.None);
        }

        var first = await Admin.GetAuditAsync(null, 2, CancellationToken.None);
        var second = await Admin.GetAuditAsync(first[^1].Id, 100, CancellationToken.None);

        Assert.That(first.Concat(second).Select(entry => entry.Why), Is.EqualTo(_dead.AsEnumerable().Reverse().Select(id => $"why {id}")));
    }

    private static EqualConstraint<AdminProblem> Refuses(AdminProblem problem) =>
        Throws.TypeOf<AdminException>().With.Property(nameof(AdminException.Problem)).EqualTo(problem);

    private Task<Replay> StartAsync(ReplayPlan plan) =>
        Admin.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, 5, "mended"), Ada, CancellationToken.None);

    private async Task<IReadOnlyList<long>> ListAsync(DeadLetterFilter filter) =>
        [.. (await Admin.ListAsync(filter, null, 100, null, CancellationToken.None)).Items.Select(one => one.Id).Reverse()];

    private async Task<IReadOnlyList<string>> AuditAsync() =>
        [
            .. (await Admin.GetAuditAsync(null, 100, CancellationToken.None))
                .Select(entry => $"{entry.By}: {entry.Action} {entry.Count}")
                .Reverse(),
        ];
}
