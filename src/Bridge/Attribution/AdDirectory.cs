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
    : IDisposable
{
    private const int MostInMemory = 10_000;

    /// <summary>Further ads are asked for when they come again.</summary>
    private const int MostQuestions = 1000;

    /// <summary>So many are before Meta at once; the others wait for their turn, which counts for no timeout.</summary>
    private const int MostAtOnce = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan NegativeLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _asking = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<AdOutcome> _told = [];
    private bool _hasNamed;
    private long _pausedUntil;

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

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _turns.Dispose();
    }

    private async Task LearnAsync(string ad)
    {
        try
        {
            if (!await TryReadAsync(ad))
            {
                await AskInTurnAsync(ad, _end.Token);
            }
        }
        catch (Exception) when (_end.IsCancellationRequested)
        {
            // The process ends; who sees the ad next asks again.
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

    private async Task AskInTurnAsync(string ad, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            while (!IsPaused && !await TryReadAsync(ad))
            {
                if (await database.WriteAsync(connection => AdNameTable.ClaimAsync(connection, ad, time.GetUtcNow()), cancellationToken))
                {
                    await AskMetaAsync(ad, cancellationToken);
                    return;
                }

                await Task.Delay(LookAgainAfter, time, cancellationToken); // another forwarder asks
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<bool> TryReadAsync(string ad)
    {
        var row = await database.ReadAsync(connection => AdNameTable.FindAsync(connection, ad, time.GetUtcNow()), CancellationToken.None);
        if (row is not null)
        {
            var names = row.Names is { } text ? JsonSerializer.Deserialize<AdNames>(text) : null;
            Keep(ad, new Known(names, DateTimeOffset.FromUnixTimeMilliseconds(row.KnownUntil)));
        }

        return row is not null;
    }

    private async Task AskMetaAsync(string ad, CancellationToken cancellationToken)
    {
        var answer = await api.FindAsync(ad, cancellationToken);
        var isAboutAd = answer.Outcome is AdOutcome.Named or AdOutcome.Unknown or AdOutcome.NotPermitted;
        if (!isAboutAd || answer.Pause is not null)
        {
            Pause(answer.Pause ?? AskAgainAfter);
        }

        Tell(answer);
        await database.WriteAsync(connection => NoteAsync(connection, answer), cancellationToken);
        if (!isAboutAd)
        {
            await database.WriteAsync(connection => AdNameTable.GiveUpAsync(connection, ad), cancellationToken);
            return;
        }

        var until = time.GetUtcNow() + (answer.Names is null ? NegativeLifetime : Lifetime);
        Keep(ad, new Known(answer.Names ?? Find(ad), until));
        var text = answer.Names is null ? null : JsonSerializer.Serialize(answer.Names);
        await database.WriteAsync(connection => AdNameTable.KeepAsync(connection, ad, text, until), cancellationToken);
    }

    /// <summary>Notes for the overview that the token is refused; a token that names any ad is not, whatever it may not read.</summary>
    private Task<int> NoteAsync(AdminConnection connection, AdAnswer answer)
    {
        _hasNamed |= answer.Outcome == AdOutcome.Named;
        return answer.Outcome switch
        {
            AdOutcome.Named => AdsRefusedTable.ClearAsync(connection),
            AdOutcome.TokenRefused => AdsRefusedTable.KeepAsync(connection, AdProblems.Of(answer)!),
            AdOutcome.NotPermitted when !_hasNamed => AdsRefusedTable.KeepAsync(connection, AdProblems.Of(answer)!),
            _ => Task.FromResult(0),
        };
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

    /// <summary>What is wrong, once, until Meta answers again; that the token may not read some ad, once and for all.</summary>
    private void Tell(AdAnswer answer)
    {
        lock (_told)
        {
            if (AdProblems.Of(answer) is { } problem)
            {
                if (_told.Add(answer.Outcome))
                {
                    NotNamed(problem);
                }
            }
            else if (_told.RemoveWhere(outcome => outcome != AdOutcome.NotPermitted) > 0)
            {
                NamedAgain();
            }
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
