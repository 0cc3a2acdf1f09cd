using System.Buffers;
using System.Text;
using Bridge.Configuration;
using Bridge.Core.Translation;
using Bridge.DeadLetters.Replays;
using Bridge.Intake;
using Bridge.Journal;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.DeadLetters;

/// <summary>
/// The administration over a real store of either kind, with intake, a manual clock and a collector that a test plays by hand.
/// </summary>
internal sealed class AdminRig : IAsyncDisposable
{
    public static readonly Actor Operator = new("ada");

    private readonly StoreLocation _location;
    private readonly TemporaryDatabase _spool = new();
    private readonly (string Key, string Value)[] _settings;
    private WebApplication _app;

    private AdminRig(StoreLocation location, (string Key, string Value)[] settings)
    {
        (_location, _settings) = (location, settings);
        _app = Build();
    }

    public ManualTime Time { get; } = new();

    public StoreLocation Location => _location;

    public IStore Store => Get<IStore>();

    public DeadLetterAdmin Admin => Get<DeadLetterAdmin>();

    public static async Task<AdminRig> StartAsync(string provider, params (string Key, string Value)[] settings)
    {
        var rig = new AdminRig(await StoreLocation.CreateAsync(provider), settings);
        await rig.Store.OpenAsync(CancellationToken.None);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Events of which the collector refuses each, numbered from <paramref name="from"/>.</summary>
    public async Task<IReadOnlyList<long>> KillAsync(
        int from,
        int to,
        string answer = """{"error":"unknown event"}""",
        int status = 400,
        string name = "message.received",
        string destination = "default"
    )
    {
        await QueueAsync(from, to, name, destination);
        return await RefuseAsync(answer, status, destination);
    }

    /// <summary>Events that wait for the collector.</summary>
    public Task QueueAsync(int from, int to, string name = "message.received", string destination = "default") =>
        Store.TakeInAsync(
            [.. Enumerable.Range(from, to - from + 1).Select(number => Item(number, name, destination))],
            [],
            CancellationToken.None
        );

    public Task TakeInAsync(params IntakeItem[] items) => Store.TakeInAsync(items, [], CancellationToken.None);

    /// <summary>Webhooks are received now, and taken in.</summary>
    public async Task ArriveAsync(params byte[][] bodies)
    {
        var (output, now) = (new ArrayBufferWriter<byte>(), Time.GetUtcNow());
        var groups = bodies.Select(body => EventBatchWriter.Items(WebhookTranslator.Translate(body, now, TranslationOptions.Default)));
        EventBatchWriter.Batch(output, now, [.. groups.Where(group => !group.IsEmpty).Select(group => group.Bytes)]);
        var batch = EventBatchReader.Read(output.WrittenMemory).Batch!;
        await Get<EventIntake>().TakeInAsync(Get<IntakeItems>().BatchOf(batch), CancellationToken.None);
    }

    /// <summary>The collector refuses everything that waits.</summary>
    /// <returns>The newest dead letters, as many as died, oldest first.</returns>
    public async Task<IReadOnlyList<long>> RefuseAsync(string answer, int status = 400, string destination = "default")
    {
        var claimed = await ClaimAsync(destination);
        await Store.DeadLetterAsync(
            [.. claimed.Select(one => new DeadEvent(one, DeadReason.Refused, status, answer, Time.GetUtcNow()))],
            CancellationToken.None
        );
        var page = await Admin.ListAsync(
            new DeadLetterFilter { State = null },
            null,
            Math.Clamp(claimed.Count, 1, AdminLimits.MaxPage),
            null,
            CancellationToken.None
        );
        return [.. page.Items.Select(deadLetter => deadLetter.Id).Reverse()];
    }

    /// <summary>The collector takes everything that waits.</summary>
    /// <returns>What it took.</returns>
    public async Task<IReadOnlyList<PendingEvent>> DeliverAsync(string destination = "default")
    {
        var claimed = await ClaimAsync(destination);
        await Store.CompleteAsync(claimed, CancellationToken.None);
        return claimed;
    }

    public Task<IReadOnlyList<PendingEvent>> ClaimAsync(string destination = "default") =>
        Store.ClaimAsync(destination, 100_000, int.MaxValue, CancellationToken.None);

    /// <summary>Plans and starts a replay of the dead letters meant.</summary>
    public async Task<Replay> ReplayAsync(DeadLetterFilter filter, int? rate = null)
    {
        var plan = await Admin.PlanAsync(filter, CancellationToken.None);
        return await Admin.StartAsync(
            new ReplayOrder(plan.Snapshot, plan.Filter, rate, "the collector is mended"),
            Operator,
            CancellationToken.None
        );
    }

    /// <summary>One step of every replay that has something to do.</summary>
    public async Task StepAsync()
    {
        foreach (var replay in await Get<AdminDatabase>().ReadAsync(ReplaySteps.ReadActiveAsync, CancellationToken.None))
        {
            await Get<ReplayRun>().StepAsync(replay, CancellationToken.None);
        }
    }

    public async Task<Replay> FindReplayAsync(long id) => (await Admin.FindReplayAsync(id, CancellationToken.None))!;

    public async Task<DeadLetter> FindAsync(long deadLetter, Actor? revealTo = null) =>
        (await Admin.FindAsync(deadLetter, revealTo, CancellationToken.None))!;

    public async Task<IReadOnlyList<long>> ListAsync(DeadLetterFilter filter) =>
        [
            .. (await Admin.ListAsync(filter, null, AdminLimits.MaxPage, null, CancellationToken.None))
                .Items.Select(deadLetter => deadLetter.Id)
                .Order(),
        ];

    public async Task<IReadOnlyList<string>> AuditAsync() =>
        [
            .. (await Admin.GetAuditAsync(null, 100, CancellationToken.None))
                .Select(entry => $"{entry.By}: {entry.Action} {entry.Count} {entry.Subject}")
                .Reverse(),
        ];

    /// <summary>The process ends as kill -9 would end it, and starts again.</summary>
    public async Task RestartAsync()
    {
        await _app.DisposeAsync();
        _app = Build();
        await Store.OpenAsync(CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(2)); // longer than any lease of the process that died
    }

    public static Guid IdOf(int number) => Translations.Event(number).Id;

    public static IntakeItem Item(int number, string name = "message.received", string destination = "default")
    {
        var payload = Translations.Json(Translations.Event(number)).Replace("message.received", name, StringComparison.Ordinal);
        return new IntakeItem(
            IntakeKind.Event,
            IdOf(number),
            name,
            destination,
            Translations.Source,
            null,
            Encoding.UTF8.GetBytes(payload),
            new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero)
        );
    }

    public static IntakeItem Unreadable(string raw, string reason = "the message has no id") =>
        new(
            IntakeKind.Unreadable,
            Core.Events.EventId.From("raw:" + raw),
            null,
            "default",
            Translations.Source,
            reason,
            Encoding.UTF8.GetBytes(raw),
            new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero)
        );

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _location.DisposeAsync();
        _spool.Dispose();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (
            var (key, value) in _settings
                .Prepend(("Store:ConnectionString", _location.Address))
                .Prepend(("Spool:Path", _spool.Path))
                .Prepend(("Intake:UnavailableHold", "00:00:00"))
        )
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
        builder.AddStorage().AddMessaging(Role.All).AddIntake().AddDeadLetters(Role.All).AddJournal();
        builder.Services.AddSingleton(new ErasureNotice(TimeSpan.Zero, TimeSpan.Zero)); // the clock stands still, and nobody delivers
        return builder.Build();
    }
}
