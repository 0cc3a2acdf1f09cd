using System.Diagnostics;
using System.Net;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

/// <summary>One file has one process that writes to it, whatever name leads there.</summary>
internal sealed class OwnershipTests
{
    private TemporaryDatabase _file = null!;

    private string Other => Path.Combine(Path.GetDirectoryName(_file.Path)!, "other.db");

    [SetUp]
    public void MakeFolder() => _file = new TemporaryDatabase();

    [TearDown]
    public void DeleteFolder() => _file.Dispose();

    [Test]
    public void A_second_Bridge_is_refused_through_a_symbolic_link_too()
    {
        using var first = Open(_file.Path);
        File.CreateSymbolicLink(Other, _file.Path);

        Assert.That(
            () => Open(Other),
            Throws.TypeOf<StorageException>().With.Message.Contains("is in use by another Bridge").And.Message.Contains(_file.Path)
        );
    }

    [Test]
    public void A_symbolic_link_may_be_there_before_its_file()
    {
        File.CreateSymbolicLink(Other, _file.Path);

        using var first = Open(Other);

        Assert.That(first.Path, Is.EqualTo(_file.Path));
        Assert.That(() => Open(_file.Path), Throws.TypeOf<StorageException>().With.Property(nameof(StorageException.IsInUse)).True);
    }

    [Test]
    public void Symbolic_links_that_lead_in_a_circle_are_told()
    {
        File.CreateSymbolicLink(Other, _file.Path);
        File.CreateSymbolicLink(_file.Path, Other);

        Assert.That(() => Open(Other), Throws.TypeOf<StorageException>().With.Message.Contains("symbolic link"));
    }

    [Test]
    public void A_second_Bridge_is_refused_through_a_hard_link_too()
    {
        using var first = Open(_file.Path);
        Link(_file.Path, Other);

        Assert.That(() => Open(Other), Throws.TypeOf<StorageException>().With.Message.Contains("is in use by another Bridge"));
    }

    [Test]
    public async Task Whoever_lost_the_file_writes_nothing_more()
    {
        using var first = Open(_file.Path);
        await first.ProbeAsync(CancellationToken.None);
        TakeOver();

        Assert.That(
            async () => await first.Writer.RunAsync(Remember, CancellationToken.None),
            Throws.TypeOf<StorageException>().With.Message.Contains("took over")
        );

        Assert.That(first.Ownership.Lost.IsCompleted, Is.True);
        Assert.That(Count("seen"), Is.Zero);

        static int Remember(SqliteSession session) => session.Connection.Execute("INSERT INTO seen (seen_at, id) VALUES (1, x'01')");
    }

    [Test]
    public async Task A_process_that_lost_its_file_answers_503_says_why_and_ends_with_exit_code_1()
    {
        await using var bridge = BridgeProcess.OfAllParts(_file.Path);
        await bridge.StartAsync(CancellationToken.None);
        TakeOver();

        using var client = new HttpClient { BaseAddress = bridge.Address };
        using var answer = await client.SendAsync(SignedRequest.Create(new TextWebhook(1).Body));
        var exitCode = await bridge.EndAsync(CancellationToken.None);

        Assert.That((answer.StatusCode, exitCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, 1)));
        Assert.That(Count("spool"), Is.Zero);
    }

    private static SqliteDatabase Open(string path) => SqliteDatabase.Open(new StoreOptions { ConnectionString = path });

    private static void Link(string path, string link)
    {
        using var linking = Process.Start("ln", [path, link]);
        linking.WaitForExit();
        Assert.That(linking.ExitCode, Is.Zero);
    }

    /// <summary>As a process does that no lock kept out.</summary>
    private void TakeOver() => Run(connection => connection.Execute("UPDATE owner SET token = x'00'"));

    private long Count(string table) => Run(connection => connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}"));

    private T Run<T>(Func<SqliteConnection, T> work)
    {
        using var connection = new SqliteConnection($"Data Source={_file.Path};Pooling=False");
        return work(connection);
    }
}
