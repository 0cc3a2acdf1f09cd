using System.IO.Compression;
using System.Text;
using Bridge.Core.Events;
using Bridge.Intake;
using Bridge.Storage.Sqlite;
using Bridge.Support;
using Dapper;

namespace Bridge.Messaging;

/// <summary>
/// What the version before wrote, recorded from it byte for byte, is taken over whole: a batch of every kind of item, and a spool with the
/// store it belongs to. The outcome beside each is what that version made of it.
/// </summary>
public class Schema1Tests : BrokerIntakeFixture
{
    private static readonly string[] Outcome = Lines(new StreamReader(Recorded("schema1.spool.outcome.txt")).ReadToEnd());

    [Test]
    public async Task A_spool_of_the_version_before_is_drained_to_the_same_events_and_dead_letters() =>
        Assert.That(await OutcomeOfSpoolAsync(), Is.EqualTo(Outcome));

    /// <remarks>All but the time of its receipt, for what was received so long ago is not posted any more.</remarks>
    [Test]
    public async Task Messages_of_the_version_before_are_taken_over_too()
    {
        await using var forwarder = await StartForwarderAsync(null, ("Events:Forward", "all"), ("Intake:UnavailableHold", "00:00:01"));
        var batch = await new StreamReader(Recorded("schema1.batch.json")).ReadToEndAsync();
        var expected = Outcome.Where(line => !line.Contains("wamid.BEFORE") && !line.Contains("batch is not well-formed")).ToList();

        await Rig.PublishAsync(
            batch.Replace(
                "\"receivedAt\":\"2026-01-23T10:00:05.000Z\"",
                $"\"receivedAt\":\"{Iso8601.Text(TimeProvider.System.GetUtcNow())}\"",
                StringComparison.Ordinal
            )
        );

        var events = expected.Select(IdOf).OfType<Guid>().ToList();
        await Eventually.HoldsAsync(() => events.TrueForAll(Collector.Taken.ContainsKey), "every event is delivered");
        Assert.That(Collector.Taken.Keys, Is.EquivalentTo(events));
        Assert.That(DeadLetters(forwarder), Has.Count.EqualTo(expected.Count - events.Count));
    }

    private static Guid? IdOf(string line) => Guid.TryParse(line.Split(' ')[0], out var id) ? id : null;

    private static async Task<string[]> OutcomeOfSpoolAsync()
    {
        using var file = new TemporaryDatabase();
        await UnpackAsync(file.Path);
        await using var bridge = new EmbeddedStore(file, ("Events:Forward", "all"));
        var rows = await bridge.Spool.ReadOldestAsync(1 << 20, CancellationToken.None);
        foreach (var slice in bridge.Get<SpoolSlices>().Cut(rows, () => 5))
        {
            await bridge.Get<IsolatingIntake>().TakeInAsync(slice.ToBatch(), CancellationToken.None);
        }

        Assert.That(await bridge.CountAsync("spool"), Is.Zero);
        await bridge.Store.ReleaseDeferredAsync(DateTimeOffset.MaxValue.AddDays(-1), 100, null, CancellationToken.None);
        return await OutcomeAsync(bridge);
    }

    /// <summary>Every event as it would be posted and every dead letter, a line each.</summary>
    private static async Task<string[]> OutcomeAsync(EmbeddedStore bridge)
    {
        var events = await bridge.Store.ClaimAsync("default", 1000, int.MaxValue, CancellationToken.None);
        var deadLetters = bridge
            .Get<SqliteDatabase>()
            .Readers.Read(session =>
                session
                    .Connection.Query<(string, string?, string?, string?, byte[])>(
                        "SELECT reason, explanation, name, source, payload FROM dead_letters ORDER BY seq"
                    )
                    .ToList()
            );
        return
        [
            .. events.Select(one => $"{one.Id} {one.Name} {one.Source} {Encoding.UTF8.GetString(one.Payload)}"),
            .. deadLetters.Select(one => $"{one.Item1} ({one.Item2}) {one.Item3} {one.Item4} {Convert.ToBase64String(one.Item5)}"),
        ];
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static Stream Recorded(string name) => typeof(Schema1Tests).Assembly.GetManifestResourceStream(name)!;

    private static async Task UnpackAsync(string path)
    {
        await using var zip = new GZipStream(Recorded("schema1.spool.db.gz"), CompressionMode.Decompress);
        await using var output = File.Create(path);
        await zip.CopyToAsync(output);
    }
}
