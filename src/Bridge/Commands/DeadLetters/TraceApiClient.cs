using Bridge.Journal;

namespace Bridge.Commands.DeadLetters;

/// <summary>What became of events, asked of a Bridge somewhere else, over its API: whose key the client carries is who asks.</summary>
internal sealed class TraceApiClient(HttpClient client) : IEventTracer
{
    public Task<Trace> TraceAsync(string sought, Asker asker, CancellationToken cancellationToken) =>
        client.GetAsync<Trace>(DeadLetterApiClient.Address("api/trace", [("id", sought)]), cancellationToken);

    public Task<JournalPage> FollowAsync(FeedFilter filter, long? after, Asker asker, CancellationToken cancellationToken) =>
        client.GetAsync<JournalPage>(
            DeadLetterApiClient.Address("api/journal", [("after", after?.ToString()), ("event", filter.Event), ("user", filter.User)]),
            cancellationToken
        );
}
