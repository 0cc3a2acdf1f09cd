using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>Registers the store.</summary>
internal static class StorageSetup
{
    /// <summary>Adds the <see cref="IStore"/>. The file is opened before anything else starts; a <see cref="StorageException"/> ends the start.</summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddStoreOptions();
        services.AddSingleton(provider => SqliteDatabase.Open(provider.GetRequiredService<IOptions<StoreOptions>>().Value));
        services.AddSingleton<WaitingEvents>();
        services.AddSingleton<IStore, SqliteStore>();
        services.AddSingleton<StorageHealth>();
        services.AddSingleton(provider => new ReadinessCheck("store", provider.GetRequiredService<StorageHealth>().WhyNotReadyAsync));
        services.AddSingleton(provider => new SelfCheck("store", cancellationToken => StoreCheck.RunAsync(provider, cancellationToken)));
        services.AddHostedService<StorageStart>();
        return builder;
    }

    /// <summary>
    /// Adds the spool's table: in the store's file if there is one, otherwise in a file of its own (<c>Spool:Path</c>). Its health is
    /// <see cref="SpoolHealth"/>; whether a process without it is ready is for whoever publishes to say.
    /// </summary>
    public static WebApplicationBuilder AddSpool(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddStoreOptions();
        services.AddOptions<SpoolOptions>().BindConfiguration(SpoolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(OpenSpoolFile);
        services.AddSingleton<SpoolTable>();
        services.AddSingleton<SpooledBatches>();
        services.AddSingleton<SpoolHealth>();
        services.AddHostedService<SpoolStart>();
        return builder;
    }

    private static void AddStoreOptions(this IServiceCollection services)
    {
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
    }

    private static SqliteDatabase OpenSpoolFile(IServiceProvider services)
    {
        var spool = services.GetRequiredService<IOptions<SpoolOptions>>().Value;
        var store = services.GetRequiredService<IOptions<StoreOptions>>().Value;
        return SqliteDatabase.Open(new StoreOptions { ConnectionString = spool.Path, KeepFreeBytes = store.KeepFreeBytes });
    }
}
