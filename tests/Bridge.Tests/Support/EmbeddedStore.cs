using Bridge.Configuration;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Support;

/// <summary>
/// Spool, intake and store wired as the process wires them, on a real file, with a manual clock. Nothing runs by itself until a test starts
/// it.
/// </summary>
internal sealed class EmbeddedStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    public EmbeddedStore(TemporaryDatabase file, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in settings.Prepend(("Store:ConnectionString", file.Path)))
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
        builder.AddStorage().AddMessaging(Role.All).AddIntake();
        _app = builder.Build();
    }

    public ManualTime Time { get; } = new();

    public IEventPublisher Publisher => Get<IEventPublisher>();

    public IStore Store => Get<IStore>();

    public SpoolTable Spool => Get<SpoolTable>();

    public SqliteWriter Writer => Get<SqliteDatabase>().Writer;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts one of the background services.</summary>
    public Task StartAsync<T>()
        where T : IHostedService => _app.Services.GetServices<IHostedService>().OfType<T>().Single().StartAsync(CancellationToken.None);

    public async Task<long> CountAsync(string table)
    {
        return await Get<SqliteDatabase>().Readers.ReadAsync(Count, CancellationToken.None);

        long Count(SqliteSession session)
        {
            var query = session.Statement($"SELECT COUNT(*) FROM {table}");
            query.Read();
            var count = query.GetInt64(0);
            query.Reset();
            return count;
        }
    }

    /// <summary>Keeps the writer busy until the result is disposed, so that a test decides what waits together.</summary>
    public IDisposable HoldWriter() => new Deferred(Writer);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _app.Services.GetServices<IHostedService>().OfType<BackgroundService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _app.DisposeAsync();
    }

    private sealed class Deferred : IDisposable
    {
        private readonly ManualResetEventSlim _release = new();
        private readonly Task _job;

        public Deferred(SqliteWriter writer)
        {
            using var isRunning = new ManualResetEventSlim();
            _job = writer.RunAsync(
                _ =>
                {
                    isRunning.Set();
                    _release.Wait(CancellationToken.None);
                    return 0;
                },
                CancellationToken.None
            );
            isRunning.Wait(CancellationToken.None);
        }

        public void Dispose()
        {
            _release.Set();
            _job.GetAwaiter().GetResult();
            _release.Dispose();
        }
    }
}
