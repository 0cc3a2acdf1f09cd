using Bridge.Storage.Sqlite;
using Bridge.Support;

namespace Bridge.Storage;

internal sealed class SqliteWriterTests
{
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;

    private SqliteWriter Writer => _bridge.Writer;

    [SetUp]
    public void Open() => _bridge = new EmbeddedStore(_file = new TemporaryDatabase());

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task While_appends_keep_coming_other_work_still_gets_its_turn()
    {
        var order = new List<string>();
        var work = new List<Task>();
        using (_bridge.HoldWriter())
        {
            work.AddRange(Enumerable.Range(0, 2).Select(_ => Writer.RunAsync(session => Note("other"), CancellationToken.None)));
            foreach (var _ in Enumerable.Range(0, 3 * SqliteWriter.UrgentInARow))
            {
                Writer.RunUrgent(new Noting(() => Note("append")));
            }
        }

        await Task.WhenAll(work);

        var first = order.IndexOf("other");
        Assert.That(first, Is.EqualTo(SqliteWriter.UrgentInARow), "appends go first");
        Assert.That(order.IndexOf("other", first + 1), Is.EqualTo((2 * SqliteWriter.UrgentInARow) + 1));

        int Note(string what)
        {
            order.Add(what);
            return order.Count;
        }
    }

    [Test]
    public async Task A_transaction_that_fails_leaves_nothing_and_the_writer_lives_on()
    {
        var failing = Writer.RunAsync<int>(
            session =>
            {
                session.Statement("INSERT INTO seen (seen_at, id) VALUES (1, x'01')").Execute();
                throw new InvalidDataException();
            },
            CancellationToken.None
        );
        Assert.That(async () => await failing, Throws.TypeOf<InvalidDataException>());

        var remaining = await Writer.RunAsync(session => session.Statement("DELETE FROM seen").Execute(), CancellationToken.None);

        Assert.That(remaining, Is.Zero);
    }

    [Test]
    public async Task A_failure_of_SQLite_comes_as_a_StorageException()
    {
        Assert.That(
            async () =>
                await Writer.RunAsync(
                    session => session.Statement("INSERT INTO seen (seen_at, id) VALUES (1, NULL)").Execute(),
                    CancellationToken.None
                ),
            Throws.TypeOf<StorageException>()
        );

        Assert.That(await Writer.RunAsync(_ => 1, CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public void Work_cancelled_before_it_starts_is_not_done()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> work;
        var isDone = false;
        using (_bridge.HoldWriter())
        {
            work = Writer.RunAsync(
                _ =>
                {
                    isDone = true;
                    return 1;
                },
                cancellation.Token
            );
            cancellation.Cancel();
        }

        Assert.That(async () => await work, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(isDone, Is.False);
    }

    [Test]
    public async Task Work_cancelled_while_it_waits_leaves_the_queue_at_once_and_the_rest_is_done()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> before,
            abandoned,
            after;
        using (_bridge.HoldWriter())
        {
            before = Writer.RunAsync(_ => 1, CancellationToken.None);
            abandoned = Writer.RunAsync(_ => 2, cancellation.Token);
            after = Writer.RunAsync(_ => 3, CancellationToken.None);
            await cancellation.CancelAsync();

            Assert.That(async () => await abandoned, Throws.InstanceOf<OperationCanceledException>(), "nobody waits for the writer");
        }

        Assert.That(await Task.WhenAll(before, after), Is.EqualTo((int[])[1, 3]));
        Assert.That(await Writer.RunAsync(_ => 4, CancellationToken.None), Is.EqualTo(4));
    }

    [Test]
    public async Task Who_probes_at_the_same_time_shares_one_commit_and_one_who_gives_up_takes_nothing_from_the_others()
    {
        var database = _bridge.Get<SqliteDatabase>();
        using var leaving = new CancellationTokenSource();
        Task first,
            second;
        int waiting;
        using (_bridge.HoldWriter())
        {
            first = database.ProbeAsync(leaving.Token);
            second = database.ProbeAsync(CancellationToken.None);
            waiting = Writer.Waiting;
            await leaving.CancelAsync();
        }

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        await second;
        Assert.That(waiting, Is.EqualTo(1));
    }

    [Test]
    public async Task Closing_finishes_what_was_handed_in_and_refuses_the_rest()
    {
        Task<int> before;
        Task closing;
        using (_bridge.HoldWriter())
        {
            before = Writer.RunAsync(_ => 1, CancellationToken.None);
            closing = Task.Run(Writer.Dispose);
        }

        await closing;

        Assert.That(await before, Is.EqualTo(1));
        Assert.That(async () => await Writer.RunAsync(_ => 1, CancellationToken.None), Throws.TypeOf<StorageException>());
    }

    private sealed class Noting(Action note) : WriterJob
    {
        public override void Execute(SqliteSession session) => note();

        public override void Committed() { }

        public override void Failed(Exception cause) { }
    }
}
