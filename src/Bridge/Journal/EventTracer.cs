using Bridge.DeadLetters;
using Bridge.Identity;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;
using Microsoft.Extensions.Options;

namespace Bridge.Journal;

/// <summary>Tells what became of events by what the store holds of them: in the order in which they move, so that none is missed.</summary>
internal sealed class EventTracer(
    AdminDatabase database,
    PersonSearch people,
    JournalFeed feed,
    IOptions<IdentityOptions> identity,
    TimeProvider time
) : IEventTracer
{
    private const string OnlyMessages =
        "Only operators may search for people, events and whatever else; ask for a message of Meta's by its id (wamid).";

    private readonly Pseudonyms? _pseudonyms = identity.Value.UserId == UserIdKind.Hashed ? new Pseudonyms(identity.Value.Pepper!) : null;

    public async Task<Trace> TraceAsync(string sought, Asker asker, CancellationToken cancellationToken)
    {
        var id = SoughtId.Parse(sought);
        if (!asker.IsOperator && !id.IsOfMetasMessage)
        {
            throw new AdminException(AdminProblem.Forbidden, OnlyMessages);
        }

        var found =
            id.IsPerson ? await FindPersonAsync(id.Text, asker, cancellationToken)
            : id.EventId is { } eventId ? await FindEventAsync(eventId, cancellationToken)
            : await FindMessageAsync(id.Text, cancellationToken);
        var since = await database.ReadAsync(JournalTable.FindOldestAsync, cancellationToken);
        return new Trace(TraceStory.Tell(found, asker, id.EventId, isNoted: id.IsPerson), since);
    }

    public Task<JournalPage> FollowAsync(FeedFilter filter, long? after, Asker asker, CancellationToken cancellationToken) =>
        feed.ReadAsync(filter, after, asker, cancellationToken);

    private async Task<IReadOnlyList<FoundStep>> FindEventAsync(Guid id, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            async connection => await ReadAsync(connection, TraceWhere.OfEvent(connection, id), JournalSought.Event(id)),
            cancellationToken
        );
        List<FoundStep> meant = [.. found.Where(one => one.Id == id)];
        return meant.Count > 0
            ? meant
            : await database.ReadAsync(connection => SeenQueries.FindAsync(connection, [(id, null)]), cancellationToken);
    }

    private async Task<IReadOnlyList<FoundStep>> FindMessageAsync(string message, CancellationToken cancellationToken)
    {
        string[] texts = _pseudonyms is null ? [message] : [message, _pseudonyms.Of(message)];
        var found = await database.ReadAsync(
            async connection =>
                await ReadAsync(
                    connection,
                    TraceWhere.OfMessage(connection, texts),
                    JournalSought.Messages([.. texts.Select(JournalMark.Of)])
                ),
            cancellationToken
        );
        return found.Count > 0
            ? found
            : await database.ReadAsync(connection => SeenQueries.FindMessageAsync(connection, message), cancellationToken);
    }

    private async Task<IReadOnlyList<FoundStep>> FindPersonAsync(string user, Asker asker, CancellationToken cancellationToken)
    {
        var search = await people.PrepareAsync(user, DateTimeOffset.MaxValue, cancellationToken);
        var deferred = await database.ReadAsync(
            connection => PersonSearch.FindAsync<string>(connection, "deferred", connection.Dialect.IdText("id"), search),
            cancellationToken
        );
        var events = await people.FindNumbersAsync("events", search, cancellationToken);
        var dead = await people.FindNumbersAsync("dead_letters", search, cancellationToken);
        var found = await database.ReadAsync(
            async connection =>
                await ReadAsync(connection, TraceWhere.OfRows(connection, deferred, events, dead), JournalSought.People([.. search.Marks])),
            cancellationToken
        );
        await database.WriteAsync(
            connection =>
                AuditTable.AddAsync(connection, time.GetUtcNow(), asker.Name, "trace", found.DistinctBy(one => one.Id).Count(), "a person"),
            cancellationToken
        );
        return found;
    }

    private static async Task<List<FoundStep>> ReadAsync(AdminConnection connection, TraceWhere where, JournalSought sought) =>
        [
            .. await TraceQueries.ReadDeferredAsync(connection, where),
            .. await TraceQueries.ReadWaitingAsync(connection, where),
            .. await TraceQueries.ReadDeadAsync(connection, where),
            .. (await JournalTable.FindAsync(connection, sought.Bytes, Trace.Most)).SelectMany(batch => JournalSteps.Of(batch, sought)),
        ];
}
