using Bridge.Simulation.Collecting;

namespace Bridge.Simulation.Load;

/// <summary>
/// The words with which a CRM ended conversations, as long as they are not at the collector. One that comes after silence or another word
/// ended the conversation never gets there, and is not lost. Safe to use from several threads.
/// </summary>
internal sealed class CrmEndings
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (string UserId, string Number)> _missing = [];

    public void Note(Post post, PostedEvent item)
    {
        if (post.IsFromCrm && item is { Name: DerivedKey.Resolved, Source: { } number })
        {
            lock (_gate)
            {
                _missing[item.Id] = (item.About.UserId, number);
            }
        }
    }

    public void Forget(Guid id)
    {
        lock (_gate)
        {
            _missing.Remove(id);
        }
    }

    /// <returns>The ids of those in whose place another end has come.</returns>
    /// <exception cref="HttpRequestException">The collector gives no such answer.</exception>
    public async Task<IReadOnlyList<Guid>> FindReplacedAsync(DerivedCheck derived, CancellationToken cancellationToken)
    {
        var replaced = new List<Guid>();
        foreach (var (id, (userId, number)) in Missing())
        {
            if (await derived.HaveEndedAsync(userId, number, cancellationToken))
            {
                replaced.Add(id);
            }
        }

        return replaced;
    }

    private List<KeyValuePair<Guid, (string UserId, string Number)>> Missing()
    {
        lock (_gate)
        {
            return [.. _missing];
        }
    }
}
