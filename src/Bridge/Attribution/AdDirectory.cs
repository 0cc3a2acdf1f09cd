using System.Collections.Concurrent;
using System.Text.Json;
using Bridge.Core.Attribution;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Attribution;

/// <summary>
/// What Meta calls the ads: from memory, else from the store, else from Meta, which is asked for each ad once at a time. Thread-safe.
/// </summary>
internal sealed partial class AdDirectory(IMarketingApi api, AdminDatabase database, TimeProvider time, ILogger<AdDirectory> logger)
{
    private const int MostInMemory = 10_000;

    /// <summary>Asked at once; further ads are asked for when they come again.</summary>
    private const int MostQuestions = 1000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan NegativeLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _asking = new(StringComparer.Ordinal);
    private long _pausedUntil;
    private AdOutcome _told = AdOutcome.Named;

    /// <summary>What is known now; also what is too old, until there is better.</summary>
    public AdNames? Find(string ad) => _known.GetValueOrDefault(ad)?.Names;

    /// <summary>Whether nothing better is to be expected soon.</summary>
    public bool IsSettled(string ad) => _known.TryGetValue(ad, out var known) && known.Until > time.GetUtcNow();

    /// <summary>
    /// Completes when the ad is known, or cannot be for now; never fails. The question goes on when its asker no longer waits.
    /// </summary>
    public Task AskAsync(string ad) => _asking.Count >= MostQuestions && !_asking.ContainsKey(ad) ? Task.CompletedTask : QuestionOf(ad);

    private Task QuestionOf(string ad) => _asking.GetOrAdd(ad, one => new Lazy<Task>(() => Task.Run(() => LearnAsync(one)))).Value;

    private bool IsPaused => time.GetUtcNow().UtcTicks < Interlocked.Read(ref _pausedUntil);

    private async Task LearnAsync(string ad)
    {
        try
        {
            while (!await TryReadAsync(ad) && !IsPaused)
            {
                if (await database.WriteAsync(connection => AdTable.ClaimAsync(connection, ad, time.GetUtcNow()), CancellationToken.None))
                {
                    await AskMetaAsync(ad);
                    return;
                }

                await Task.Delay(LookAgainAfter, time); // another forwarder asks
            }
        }
        catch (StorageException)
        {
            Pause(AskAgainAfter); // what ails the store is told by those that cannot do without it
        }
        catch (Exception failure)
        {
            // The outermost seam of a question: nobody may suffer from it. Names come later.
            Failed(failure);
            Pause(AskAgainAfter);
        }
        finally
        {
            _asking.TryRemove(ad, out _);
        }
    }

    private async Task<bool> TryReadAsync(string ad)
    {
        var row = await database.ReadAsync(connection => AdTable.FindAsync(connection, ad, time.GetUtcNow()), CancellationToken.None);
        if (row is not null)
        {
            var names = row.Names is { } text ? JsonSerializer.Deserialize<AdNames>(text) : null;
            Keep(ad, new Known(names, DateTimeOffset.FromUnixTimeMilliseconds(row.KnownUntil)));
        }

        return row is not null;
    }

    private async Task AskMetaAsync(string ad)
    {
        var answer = await api.FindAsync(ad, CancellationToken.None);
        var isAnswered = answer.Outcome is AdOutcome.Named or AdOutcome.Unknown;
        if (!isAnswered || answer.Pause is not null)
        {
            Pause(answer.Pause ?? AskAgainAfter);
        }

        Tell(answer);
        if (!isAnswered)
        {
            await database.WriteAsync(connection => AdTable.GiveUpAsync(connection, ad), CancellationToken.None);
            return;
        }

        var known = new Known(answer.Names, time.GetUtcNow() + (answer.Names is null ? NegativeLifetime : Lifetime));
        Keep(ad, known);
        var text = known.Names is null ? null : JsonSerializer.Serialize(known.Names);
        await database.WriteAsync(connection => AdTable.KeepAsync(connection, ad, text, known.Until), CancellationToken.None);
    }

    private void Keep(string ad, Known known)
    {
        if (_known.Count >= MostInMemory)
        {
            _known.Clear(); // the store has them
        }

        _known[ad] = known;
    }

    private void Pause(TimeSpan length) => Interlocked.Exchange(ref _pausedUntil, (time.GetUtcNow() + length).UtcTicks);

    /// <summary>What is wrong, once, until something else is or nothing.</summary>
    private void Tell(AdAnswer answer)
    {
        var outcome = answer.Outcome == AdOutcome.Unknown ? AdOutcome.Named : answer.Outcome;
        if (outcome == _told)
        {
            return;
        }

        _told = outcome;
        if (AdProblems.Of(answer) is { } problem)
        {
            NotNamed(problem);
        }
        else
        {
            NamedAgain();
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Problem} Events carry the ad's id without names meanwhile; none waits for them")]
    private partial void NotNamed(string problem);

    [LoggerMessage(LogLevel.Information, "Meta tells the names of ads again")]
    private partial void NamedAgain();

    [LoggerMessage(LogLevel.Error, "The names of an ad could not be learned: something nobody expected happened")]
    private partial void Failed(Exception failure);

    private sealed record Known(AdNames? Names, DateTimeOffset Until);
}
