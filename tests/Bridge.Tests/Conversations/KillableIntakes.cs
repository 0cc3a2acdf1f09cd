using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Configuration;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Conversations;

/// <summary>Several intakes on one store, all of which can be killed at any moment; one at a time uses a file.</summary>
internal sealed class KillableIntakes : IAsyncDisposable
{
    /// <summary>Of one piece of work: more than there are kills.</summary>
    private const int MostAttempts = 20;

    private readonly ManualTime _time = new();
    private readonly List<WebApplication> _killed = [];
    private readonly StoreLocation _location;
    private readonly WebApplication[] _apps;
    private readonly SemaphoreSlim _turns;
    private readonly (string Key, string Value)[] _settings;

    private KillableIntakes(StoreLocation location, int count, (string Key, string Value)[] settings)
    {
        (_location, _settings) = (location, settings);
        _turns = new SemaphoreSlim(count);
        _apps = [.. Enumerable.Range(0, count).Select(_ => Start())];
    }

    public static async Task<KillableIntakes> StartAsync(string provider, params (string Key, string Value)[] settings) =>
        new(await StoreLocation.CreateAsync(provider), provider == StoreProvider.Postgres ? 4 : 1, settings);

    /// <summary>Of the store, for who looks into it past them.</summary>
    public string Address => _location.Address;

    public Task<string> QueryAsync(string sql) => _location.QueryAsync(sql);

    /// <summary>One of them takes in a group, again after it was killed.</summary>
    public Task TakeInAsync(IEnumerable<byte[]> group, int place)
    {
        var output = new ArrayBufferWriter<byte>();
        EventBatchWriter.Batch(output, _time.GetUtcNow(), group.Select(items => new ReadOnlyMemory<byte>(items)));
        var batch = EventBatchReader.Read(output.WrittenMemory).Batch!;
        return OnAsync(
            place,
            async services =>
            {
                var items = services.GetRequiredService<IntakeItems>().Of(batch).ToList();
                await services.GetRequiredService<EventIntake>().TakeInAsync(new IntakeBatch(items), CancellationToken.None);
                return 0;
            }
        );
    }

    /// <summary>Whatever they do just now breaks off, and they are started anew.</summary>
    public async Task KillAsync()
    {
        await _turns.WaitAsync();
        try
        {
            await _location.KillAsync();
            Replace();
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>What waits for a twin waits no more.</summary>
    public async Task ReleaseAsync(int place)
    {
        while (await OnAsync(place, services => services.GetRequiredService<EventIntake>().ReleaseDeferredAsync(3, default)) > 0) { }
    }

    /// <summary>Ends what silence has ended by then.</summary>
    public async Task ExpireAsync(int place)
    {
        while (
            await OnAsync(
                place,
                services => services.GetRequiredService<EventIntake>().ExpireConversationsAsync(_time.GetUtcNow(), 3, default)
            ) > 0
        ) { }
    }

    /// <summary>The collector takes some of what waits.</summary>
    public async Task DeliverAsync(int place)
    {
        var store = _apps[place % _apps.Length].Services.GetRequiredService<IStore>();
        await store.CompleteAsync(await store.ClaimAsync("default", 20, int.MaxValue, default), default);
    }

    /// <summary>How often PostgreSQL broke off who waited in a circle; nobody works any more, as only then everything is counted.</summary>
    public async Task<string> DeadlocksAsync()
    {
        const string Others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        await KillAsync();
        await Eventually.HoldsAsync(async () => await _location.QueryAsync(Others) == "0", "nobody is connected");
        return await _location.QueryAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    public void Pass(TimeSpan time) => _time.Advance(time);

    /// <summary>What each person's conversations are, but for numbers and for what was told when.</summary>
    public async Task<IEnumerable<string>> ConversationsAsync() =>
        (await _location.BlobsAsync("conversations", "state"))
            .Where(state => state.Length > 0)
            .Select(state => Laid(ConversationState.Read(state)))
            .Order(StringComparer.Ordinal);

    public async Task<IReadOnlyList<JsonNode>> EventsAsync()
    {
        var store = _apps[0].Services.GetRequiredService<IStore>();
        var waiting = await store.ClaimAsync("default", 10_000, int.MaxValue, CancellationToken.None);
        return [.. waiting.Select(each => JsonNode.Parse(each.Payload)!)];
    }

    /// <summary>How many are counted as dropped by a rule.</summary>
    public async Task<long> DroppedAsync(string rule) =>
        long.Parse(
            await _location.QueryAsync($"SELECT COALESCE(SUM(count), 0) FROM totals WHERE kind = 'dropped:{rule}'"),
            CultureInfo.InvariantCulture
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps.Concat(_killed))
        {
            await app.DisposeAsync();
        }

        _turns.Dispose();
        await _location.DisposeAsync();
    }

    private async Task<T> OnAsync<T>(int place, Func<IServiceProvider, Task<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            await _turns.WaitAsync();
            try
            {
                return await work(_apps[place % _apps.Length].Services);
            }
            catch (StorageException) when (attempt < MostAttempts)
            {
                // It was killed: whoever gave it the work gives it to another one.
            }
            finally
            {
                _turns.Release();
            }
        }
    }

    private void Replace()
    {
        lock (_killed)
        {
            _killed.AddRange(_apps);
            for (var place = 0; place < _apps.Length; place++)
            {
                _apps[place] = Start();
            }
        }
    }

    private static string Laid(ConversationState state)
    {
        var view = ThreadView.Of(state, [], new ConversationSettings { InitialMode = ServiceMode.Bot });
        return string.Join('\n', view.Thread.Episodes.Select(episode => $"{episode with { Number = 0, Told = 0 }}").Append(state.ChatId));
    }

    private WebApplication Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Store:ConnectionString"] = _location.Address;
        builder.Configuration["Events:Forward"] = "all";
        builder.Configuration["Contacts:CountFrom"] = "2009-01-01";
        builder.Configuration["Conversations:InitialMode"] = "bot";
        builder.Configuration["Conversations:ResolveAfter"] = "24h";
        builder.Configuration["Intake:TwinHold"] = "00:00:05";
        builder.Configuration["Broker:Url"] = "amqp://nobody.invalid";
        foreach (var (key, value) in _settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
        builder.AddStorage().AddMessaging(Role.Forward).AddIntake();
        return builder.Build();
    }
}
