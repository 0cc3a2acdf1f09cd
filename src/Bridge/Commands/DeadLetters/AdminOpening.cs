using Bridge.Configuration;
using Bridge.DeadLetters;
using Bridge.Journal;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Commands.DeadLetters;

/// <summary>The administration over the configured store without running Bridge: also beside a Bridge that runs on it.</summary>
internal sealed class AdminOpening : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AdminOpening(WebApplication app) => _app = app;

    public IDeadLetterAdmin Admin => _app.Services.GetRequiredService<IDeadLetterAdmin>();

    public IEventTracer Tracer => _app.Services.GetRequiredService<IEventTracer>();

    /// <summary>False when it is certain that no Bridge runs on the store, so that a replay would begin only when one does.</summary>
    public bool MayBeRunning => _app.Services.GetRequiredService<AdminDatabase>() is not SharedSqliteDatabase { IsOwned: false };

    /// <exception cref="StartupException">The settings are not sound.</exception>
    /// <exception cref="StorageException">The store cannot be used.</exception>
    public static async Task<AdminOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var builder = ConfigurationSetup.CreateBuilder([new("Telemetry:LogFormat", "None")]);
        builder.Logging.ClearProviders();
        builder.AddAdministration().AddDeadLetters(Role.Ops).AddJournal();
        var opening = new AdminOpening(builder.Build().RequireSoundSettings());
        try
        {
            // Opens the store, so that its problem is told before anything else
            await opening.Admin.GetAuditAsync(null, 1, cancellationToken);
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
