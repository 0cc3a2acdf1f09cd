using Bridge.Commands.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Bridge.DeadLetters;

/// <summary>What comes back from an administration far away is what the administration there says.</summary>
public class DeadLetterApiClientTests
{
    private static readonly Actor Ignored = new("whoever types");

    private ApiRig _api = null!;
    private DeadLetterApiClient _remote = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _api = await ApiRig.StartAsync();
        _remote = _api.Connect();
    }

    [SetUp]
    public void Fill()
    {
        _api.Admin.Clear();
        _api.Admin.AddMany(4);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _api.DisposeAsync();

    [Test]
    public async Task Lists_dead_letters_and_groups_come_back_whole()
    {
        var filter = new DeadLetterFilter
        {
            Ids = [1, 2, 3],
            Reason = "refused",
            Event = "message.read",
            Since = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Text = "message & more+",
            State = null,
            UpTo = 3,
        };

        var page = await _remote.ListAsync(filter with { Text = "message" }, before: 3, limit: 1, Ignored, default);
        var deadLetter = await _remote.FindAsync(2, revealTo: null, default);
        var groups = await _remote.GetGroupsAsync(filter, default);

        Assert.That((page.Items.Single(), page.Next), Is.EqualTo((_api.Admin.All[1].Summary, 2L)));
        Assert.That(
            deadLetter!.Summary,
            Is.EqualTo(_api.Admin.All[1].Summary with { EventId = null, User = InMemoryDeadLetterAdmin.MaskedUser })
        );
        Assert.That(
            (deadLetter.Content, deadLetter.Answer, deadLetter.IsMasked),
            Is.EqualTo((_api.Admin.All[1].Content, _api.Admin.All[1].Answer, true))
        );
        Assert.That(deadLetter.History, Is.EqualTo(_api.Admin.All[1].History));
        Assert.That(groups, Is.Empty);
        Assert.That(_api.Admin.LastFilter! with { Ids = filter.Ids }, Is.EqualTo(filter));
        Assert.That(_api.Admin.LastFilter.Ids, Is.EqualTo(filter.Ids));
    }

    [Test]
    public async Task What_is_not_there_is_null()
    {
        Assert.That(await _remote.FindAsync(99, revealTo: null, default), Is.Null);
        Assert.That(await _remote.FindReplayAsync(99, default), Is.Null);
    }

    [Test]
    public async Task A_plan_of_everything_becomes_a_replay_and_is_paused_resumed_and_cancelled()
    {
        _api.Admin.Progress = replay => replay;

        var plan = await _remote.PlanAsync(new DeadLetterFilter(), default);
        var replay = await _remote.StartAsync(new ReplayOrder(plan.Snapshot, plan.Filter, 5, "why"), Ignored, default);
        var paused = await _remote.PauseAsync(replay.Id, Ignored, default);
        var resumed = await _remote.ResumeAsync(replay.Id, Ignored, default);
        var cancelled = await _remote.CancelAsync(replay.Id, Ignored, default);

        Assert.That((plan.Count, plan.ByEvent.Single(), plan.Sample.Count), Is.EqualTo((4L, new Share("message.read", 4), 3)));
        Assert.That((replay.Total, replay.Rate, replay.Why, replay.By, replay.Filter.UpTo), Is.EqualTo((4L, 5, "why", "olga", 4L)));
        Assert.That(
            (paused.State, resumed.State, cancelled.State),
            Is.EqualTo((ReplayState.Paused, ReplayState.Running, ReplayState.Cancelled))
        );
        Assert.That((await _remote.GetReplaysAsync(default)).Single().State, Is.EqualTo(ReplayState.Cancelled));
    }

    [Test]
    public async Task Actions_happen_there_and_in_the_name_of_the_key()
    {
        var discarded = await _remote.DiscardAsync(new DeadLetterFilter(), "all", Ignored, default);
        var restored = await _remote.RestoreAsync(
            new DeadLetterFilter { Ids = [4], State = DeadLetterState.Discarded },
            why: null,
            Ignored,
            default
        );
        var edited = await _remote.EditAsync(4, new DeadLetterEdit("{}", 0, NewId: true, "repaired"), Ignored, default);
        var erased = await _remote.EraseAsync("+254712345678", "asked", Ignored, default);
        var audit = await _remote.GetAuditAsync(before: null, limit: 10, default);

        Assert.That(
            (discarded, restored, edited.Summary.Version, edited.Original),
            Is.EqualTo((4L, 1L, 1, """{"event":"message.read"}"""))
        );
        Assert.That(erased, Is.EqualTo(new Erasure(4, 1, 2, 3, 4, InMemoryDeadLetterAdmin.ErasesUntil)));
        Assert.That(
            audit.Select(entry => (entry.By, entry.Action)),
            Is.EqualTo(new[] { ("olga", "erase"), ("olga", "edit"), ("olga", "restore"), ("olga", "discard") })
        );
    }

    [Test]
    public async Task An_export_is_streamed_dead_letter_by_dead_letter()
    {
        var deadLetters = await _remote.ExportAsync(new DeadLetterFilter(), Ignored, Ignored, default).ToListAsync();

        Assert.That(
            deadLetters.Select(deadLetter => deadLetter.Summary),
            Is.EqualTo(_api.Admin.All.Select(deadLetter => deadLetter.Summary))
        );
        Assert.That(
            deadLetters.Select(deadLetter => (deadLetter.Content, deadLetter.Answer)),
            Is.EqualTo(_api.Admin.All.Select(deadLetter => (deadLetter.Content, deadLetter.Answer)))
        );
    }

    [TestCase(AdminProblem.Invalid)]
    [TestCase(AdminProblem.NotFound)]
    [TestCase(AdminProblem.Conflict)]
    public void What_the_server_there_refuses_is_refused_here_with_the_same_sentence(object problem)
    {
        _api.Admin.Failure = new AdminException((AdminProblem)problem, "A sentence, with “dead letters” of all kinds.");

        var refusal = Assert.ThrowsAsync<AdminException>(() => _remote.PlanAsync(new DeadLetterFilter(), default));

        Assert.That(
            (refusal.Problem, refusal.Message),
            Is.EqualTo(((AdminProblem)problem, "A sentence, with “dead letters” of all kinds."))
        );
    }

    [Test]
    public void A_store_that_fails_there_fails_here()
    {
        _api.Admin.Failure = new StorageException("The disk is full.");

        var failure = Assert.ThrowsAsync<StorageException>(() => _remote.PlanAsync(new DeadLetterFilter(), default));

        Assert.That(failure.Message, Is.EqualTo("The disk is full."));
    }

    [Test]
    public void A_key_that_is_nobodys_and_a_viewers_are_told_apart()
    {
        var nobody = Assert.ThrowsAsync<AdminException>(() => _api.Connect("wrong").PlanAsync(new DeadLetterFilter(), default));
        var viewer = Assert.ThrowsAsync<AdminException>(() =>
            _api.Connect(ApiRig.Viewer).DiscardAsync(new DeadLetterFilter(), why: null, Ignored, default)
        );

        Assert.That(nobody.Message, Does.Contain("does not know this key").And.Contain("BRIDGE_KEY"));
        Assert.That(viewer.Message, Does.Contain("may look"));
    }

    [Test]
    public async Task A_Bridge_without_users_says_how_to_make_one()
    {
        await using var bridge = await BridgeHost.StartAsync();
        var admin = new DeadLetterApiClient(RemoteAnswers.Connect(bridge.Address, "key"));

        var refusal = Assert.ThrowsAsync<AdminException>(() => admin.FindAsync(1, revealTo: null, default));

        Assert.That(refusal.Message, Does.StartWith($"At {bridge.Address}: This is switched off").And.Contain("meta-bridge ops-user"));
    }

    [Test]
    public void Nobody_there_is_one_sentence()
    {
        var failure = Assert.ThrowsAsync<StorageException>(() =>
            new DeadLetterApiClient(RemoteAnswers.Connect(new Uri("http://127.0.0.1:9/bridge"), "key")).GetReplaysAsync(default)
        );

        Assert.That(
            failure.Message,
            Does.StartWith("Bridge at http://127.0.0.1:9/bridge/ cannot be reached: ")
                .And.EndWith("Check --server (environment BRIDGE_SERVER).")
        );
        Assert.That(failure.Message, Does.Not.Contain("\n"));
    }

    [TestCase(200)]
    [TestCase(302)]
    [TestCase(404)]
    [TestCase(502)]
    public async Task Something_else_there_is_told_from_a_Bridge(int status)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), new("Logging:LogLevel:Default", "None")]);
        await using var stranger = builder.Build();
        stranger.Run(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("<html>hello</html>");
        });
        await stranger.StartAsync();

        var failure = Assert.ThrowsAsync<StorageException>(() =>
            new DeadLetterApiClient(RemoteAnswers.Connect(new Uri(stranger.Urls.First()), "key")).GetReplaysAsync(default)
        );

        Assert.That(failure.Message, Does.Contain($"({status}) is no Bridge"));
    }
}
