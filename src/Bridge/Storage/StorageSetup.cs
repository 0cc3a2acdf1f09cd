using Bridge.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

/// <summary>Registers the store.</summary>
internal static class StorageSetup
{
    /// <summary>Adds the store and the spool's table. The file is opened before anything else starts; a <see cref="StorageException"/> ends the start.</summary>
    public static WebApplicationBuilder AddStorage(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StoreOptions>().BindConfiguration(StoreOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SpoolOptions>().BindConfiguration(SpoolOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteDatabase.Open(provider.GetRequiredService<IOptions<StoreOptions>>().Value));
        services.AddSingleton<SpoolTable>();
        services.AddSingleton<SpooledBatches>();
        services.AddSingleton<WaitingEvents>();
        services.AddSingleton<IStore, SqliteStore>();
        services.AddSingleton<StorageHealth>();
        services.AddSingleton(provider => new ReadinessCheck("store", provider.GetRequiredService<StorageHealth>().WhyNotReadyAsync));
        services.AddSingleton(provider => new SelfCheck("store", cancellationToken => StoreCheck.RunAsync(provider, cancellationToken)));
        services.AddHostedService<StorageStart>();
        return builder;
    }
}
