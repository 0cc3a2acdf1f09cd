using Bridge.Configuration;
using Bridge.Storage;

namespace Bridge.DeadLetters;

/// <summary>The desk over the configured store without running Bridge: also beside a Bridge that runs on it.</summary>
internal sealed class DeskOpening : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DeskOpening(WebApplication app) => _app = app;

    public IDeadLetterDesk Desk => _app.Services.GetRequiredService<IDeadLetterDesk>();

    /// <summary>False when it is certain that no Bridge runs on the store, so that a replay would begin only when one does.</summary>
    public bool MayBeRunning => _app.Services.GetRequiredService<DeskDatabase>() is not SqliteGuestDatabase { IsOwned: false };

    /// <exception cref="StartupException">The settings are not sound.</exception>
    /// <exception cref="StorageException">The store cannot be used.</exception>
    public static async Task<DeskOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddConfiguration([new("Telemetry:LogFormat", "None")]);
        builder.Logging.ClearProviders();
        builder.AddDeskStorage().AddDeadLetters(Role.Ops);
        var opening = new DeskOpening(builder.Build().RequireSoundSettings());
        try
        {
            await opening.Desk.GetAuditAsync(null, 1, cancellationToken);   // opens the store, so that its problem is told before anything else
            return opening;
        }
        catch (StorageException)
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
