using Bridge.Configuration;
using Bridge.Messaging.Spool;
using Bridge.Storage.Administration;
using Bridge.Storage.Journal;
using Bridge.Storage.Postgres;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>Registers the store, which forwarders have, and the spool, which receivers have.</summary>
internal static class StorageSetup
{
    /// <summary>
    /// Adds the <see cref="IStore"/>. It is opened before anything else starts; a <see cref="StorageException"/> ends the start.
    /// </summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddStoreOptions();
        services.AddSingleton<EventsQueued>();
        services.AddSingleton<StorageHealth>();
        services.AddReadiness("store", (provider, token) => provider.GetRequiredService<StorageHealth>().WhyNotReadyAsync(token));
        services.AddSingleton(provider => new SelfCheck("store", cancellationToken => StoreCheck.RunStoreAsync(provider, cancellationToken))
        {
            HoldsFiles = true,
        });
        services.AddHostedService<StorageStart>();
        services.AddSingleton<IIntakeStore>(provider => provider.GetRequiredService<IStore>());
        services.AddSingleton<IDeliveryStore>(provider => provider.GetRequiredService<IStore>());
        return StoreProvider.Of(builder.Configuration) == StoreProvider.Postgres ? builder.AddPostgres() : builder.AddSqlite();
    }

    /// <summary>
    /// Adds the store for people alone, beside a Bridge that may run on it: there is a <see cref="AdminDatabase"/> and no
    /// <see cref="IStore"/>.
    /// </summary>
    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder)
    {
        builder.AddStoreOptions();
        if (StoreProvider.Of(builder.Configuration) == StoreProvider.Postgres)
        {
            builder.Services.AddSingleton(provider => new PostgresDatabase(
                provider.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString
            ));
            builder.Services.AddSingleton<AdminDatabase, PostgresAdminDatabase>();
        }
        else
        {
            builder.Services.AddSingleton<AdminDatabase>(provider =>
                SharedSqliteDatabase.Open(provider.GetRequiredService<IOptions<StoreOptions>>().Value)
            );
        }

        return builder;
    }

    /// <summary>
    /// Adds the spool's table: in the store's file when that is SQLite, otherwise in a file of its own (<c>Spool:Path</c>). Its health is
    /// <see cref="SpoolHealth"/>; whether a process without it is ready is for whoever publishes to say.
    /// </summary>
    public static WebApplicationBuilder AddSpool(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddStoreOptions();
        builder.AddSettings<SpoolOptions>(SpoolOptions.Section);
        services.TryAddSingleton(OpenSpoolFile);
        services.AddSingleton<SpoolTable>();
        services.AddSingleton<DeleteDrainedRows>(provider => provider.GetRequiredService<SpoolTable>().DeleteAsync);
        services.AddSingleton<SpooledBatches>();
        services.AddSingleton<SpoolHealth>();
        services.AddSingleton(provider => new SelfCheck("spool", cancellationToken => StoreCheck.RunSpoolAsync(provider, cancellationToken))
        {
            HoldsFiles = true,
        });
        services.AddHostedService<SpoolStart>();
        services.AddHostedService<OwnershipWatch>();
        return builder;
    }

    private static void AddStoreOptions(this WebApplicationBuilder builder)
    {
        builder.AddSettings<StoreOptions>(StoreOptions.Section);
        builder.AddSettings<JournalOptions>(JournalOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<SteadyClock>();
    }

    private static WebApplicationBuilder AddSqlite(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => SqliteDatabase.Open(provider.GetRequiredService<IOptions<StoreOptions>>().Value));
        builder.Services.AddHostedService<OwnershipWatch>();
        builder.Services.AddSingleton<SqliteStore>();
        builder.Services.AddSingleton<IStore>(provider => provider.GetRequiredService<SqliteStore>());
        builder.Services.AddSingleton<AdminDatabase>(provider => new SqliteAdminDatabase(
            provider.GetRequiredService<SqliteDatabase>(),
            provider.GetRequiredService<SqliteStore>().Sequence
        ));
        return builder;
    }

    private static WebApplicationBuilder AddPostgres(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddSettings<LeaseOptions>(LeaseOptions.Section);
        services.AddSingleton(provider => new PostgresDatabase(
            provider.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString
        ));
        services.AddSingleton<Leases>();
        services.AddSingleton<IStore, PostgresStore>();
        services.AddSingleton<AdminDatabase, PostgresAdminDatabase>();
        services.AddHostedService<LeaseKeeper>();
        return builder;
    }

    private static SqliteDatabase OpenSpoolFile(IServiceProvider services)
    {
        var spool = services.GetRequiredService<IOptions<SpoolOptions>>().Value;
        var store = services.GetRequiredService<IOptions<StoreOptions>>().Value;
        return SqliteDatabase.Open(
            new StoreOptions { ConnectionString = spool.Path, KeepFreeBytes = store.KeepFreeBytes },
            SpoolOptions.Address
        );
    }
}
