using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

internal sealed class SqliteDatabaseTests
{
    private TemporaryDatabase _file = null!;

    [SetUp]
    public void MakeFolder() => _file = new TemporaryDatabase();

    [TearDown]
    public void DeleteFolder() => _file.Dispose();

    [Test]
    public void A_new_file_is_made_with_the_newest_schema_and_can_be_opened_again()
    {
        Open().Dispose();

        using var again = Open();

        Assert.That(
            again.Readers.Read(session => session.Connection.ExecuteScalar<int>("PRAGMA user_version")),
            Is.EqualTo(SqliteMigrations.Newest)
        );
    }

    [TestCase(1)]
    [TestCase(2)]
    public void A_file_of_an_older_version_is_brought_to_the_newest_with_its_dead_letters_under_their_numbers(int version)
    {
        LeaveAs(
            version,
            "INSERT INTO dead_letters (seq, id, reason, destination, attempts, received_at, created_at, payload) "
                + "VALUES (7, x'0102', 'refused', 'default', 1, 5, 6, x'7b7d')"
        );

        using var database = Open();

        var deadLetter = database.Readers.Read(session =>
            session.Connection.QuerySingle<(long, string, string, long, long)>(
                "SELECT seq, hex(id), state, changed_at, (SELECT seq FROM sqlite_sequence WHERE name = 'dead_letters') FROM dead_letters"
            )
        );
        Assert.That(deadLetter, Is.EqualTo((7, "0102", "dead", 6, 7)));
    }

    [Test]
    public void Every_commit_reaches_the_disk_before_it_returns()
    {
        using var database = Open();

        var settings = database.Writer.RunAsync(
            session =>
                (
                    session.Connection.ExecuteScalar<string>("PRAGMA journal_mode"),
                    session.Connection.ExecuteScalar<int>("PRAGMA synchronous")
                ),
            CancellationToken.None
        );

        Assert.That(settings.Result, Is.EqualTo(("wal", 2)), "2 is FULL");
    }

    [Test]
    public void A_second_Bridge_on_the_same_file_is_refused_with_one_sentence()
    {
        using var first = Open();

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("is in use by another Bridge"));
    }

    [Test]
    public void After_a_refused_start_the_file_is_free_again()
    {
        File.WriteAllText(_file.Path, "not a database, though longer than a header of one hundred bytes: ".PadRight(4096, '.'));
        Assert.That(() => Open(), Throws.TypeOf<StorageException>());
        File.Delete(_file.Path);

        Assert.That(() => Open().Dispose(), Throws.Nothing);
    }

    [Test]
    public void A_file_from_a_newer_Bridge_is_refused_and_left_as_it_is()
    {
        Open().Dispose();
        Execute($"PRAGMA user_version = {SqliteMigrations.Newest + 1}");

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("newer version of Bridge"));
    }

    [Test]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_file.Path, new string('x', 5000));

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("is not a SQLite database"));
    }

    [Test]
    public void A_database_of_another_program_is_refused()
    {
        Execute("CREATE TABLE recipes (name TEXT)");

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("belongs to another program"));
    }

    [Test]
    public void A_damaged_file_is_refused_with_what_to_do()
    {
        Open().Dispose();
        using (var stream = File.OpenWrite(_file.Path))
        {
            stream.Position = 100;
            stream.Write(new byte[3000]);
        }

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("is damaged").And.Message.Contains(".recover"));
    }

    [Test]
    public void What_was_there_before_anybody_counted_counts_as_received()
    {
        LeaveAs(
            version: 15,
            """
            INSERT INTO events (seq, id, name, destination, received_at, attempts, payload) VALUES (1, x'01', 'a', 'default', 5, 0, x'');
            INSERT INTO dead_letters (id, reason, state, destination, attempts, received_at, created_at, payload)
            VALUES (x'02', 'refused', 'dead', 'default', 1, 5, 6, x''), (x'03', 'refused', 'replayed', 'default', 1, 5, 6, x'');
            """
        );

        Open().Dispose();

        using var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        Assert.That(connection.ExecuteScalar<long>("SELECT count FROM totals WHERE kind = 'received'"), Is.EqualTo(2));
        Assert.That(connection.ExecuteScalar<long>("SELECT count FROM totals WHERE kind = 'since'"), Is.GreaterThan(1_600_000_000_000));
    }

    [Test]
    public void A_missing_folder_is_named()
    {
        var path = Path.Combine(Path.GetDirectoryName(_file.Path)!, "missing", "bridge.db");

        Assert.That(() => Open(path), Throws.TypeOf<StorageException>().With.Message.Contains("does not exist"));
    }

    [Test]
    public void A_folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_file.Path);

        Assert.That(() => Open(), Throws.TypeOf<StorageException>().With.Message.Contains("cannot be opened"));
    }

    [TestCase("{0}")]
    [TestCase("Data Source={0}")]
    [TestCase("DataSource={0};Cache=Private")]
    public void The_file_is_named_by_a_path_or_a_connection_string(string form) =>
        Assert.That(DatabaseFile.PathOf(string.Format(form, _file.Path)), Is.EqualTo(_file.Path));

    [TestCase("")]
    [TestCase(":memory:")]
    [TestCase("Host=db;Username=bridge")]
    public void What_names_no_file_is_refused(string connectionString) =>
        Assert.That(
            () => DatabaseFile.PathOf(connectionString),
            Throws.TypeOf<StorageException>().With.Message.Contains("must be the path of a file")
        );

    [Test]
    public void SQLite_comes_with_Bridge_and_knows_what_the_statements_need()
    {
        using var database = Open();

        var version = database.Readers.Read(session => session.Connection.ExecuteScalar<string>("SELECT sqlite_version()"));

        Assert.That(Version.Parse(version!), Is.GreaterThanOrEqualTo(new Version(3, 50, 4)));
    }

    [TestCase(8, "write access")]
    [TestCase(10, "check the disk")]
    [TestCase(11, "is damaged")]
    [TestCase(13, "free some space")]
    [TestCase(5, "locked by another program")]
    [TestCase(1, "SQLite failed")]
    public void Each_failure_of_SQLite_says_what_to_do(int code, string advice) =>
        Assert.That(StorageException.From(new SqliteException("message", code), "bridge.db").Message, Does.Contain(advice));

    [Test]
    public void A_store_that_knows_where_its_collectors_are_and_one_that_does_not_are_both_brought_up_to_date([Values] bool knows)
    {
        LeaveAs(12, knows ? "ALTER TABLE gates ADD COLUMN address TEXT" : "SELECT 1");

        using var database = Open();

        Assert.That(database.Readers.Read(session => session.Connection.Query<string>("SELECT address FROM gates")), Is.Empty);
    }

    private SqliteDatabase Open() => Open(_file.Path);

    private static SqliteDatabase Open(string path) => SqliteDatabase.Open(new StoreOptions { ConnectionString = path });

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        connection.Execute(sql);
    }

    /// <summary>As a Bridge of that version left it.</summary>
    private void LeaveAs(int version, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        connection.Open();
        SqliteMigrations.Apply(connection, version);
        connection.Execute(sql);
    }
}
