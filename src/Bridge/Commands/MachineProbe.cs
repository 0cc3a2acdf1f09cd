using System.Diagnostics;
using System.Globalization;
using Bridge.Configuration;
using Bridge.Storage;
using Bridge.Storage.Postgres;
using Bridge.Storage.Sqlite;
using Bridge.Telemetry;
using Dapper;
using Microsoft.Extensions.Options;

namespace Bridge.Commands;

/// <summary>The machine beneath: room and speed of the disk that webhooks are written to, and the clock.</summary>
internal static class MachineProbe
{
    private const int Flushes = 5;
    private const int BytesOfFlush = 4096;
    private const double Gibibyte = 1L << 30;

    /// <summary>Meta wants its answer within 250 ms; several commits must fit in.</summary>
    private static readonly TimeSpan SlowestFlush = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(5);

    public static IEnumerable<SelfCheck> ChecksFor(IServiceProvider services, IConfiguration settings) =>
        [
            .. FileOf(services, settings) is { } file
                ? [new("disk", _ => Task.FromResult(LookAtDisk(file, services.GetRequiredService<IOptions<StoreOptions>>().Value)))]
                : Array.Empty<SelfCheck>(),
            new SelfCheck("clock", cancellationToken => LookAtClockAsync(services, FileOf(services, settings), cancellationToken)),
        ];

    /// <summary>What a process of this role writes webhooks to; null when that is a server's.</summary>
    private static string? FileOf(IServiceProvider services, IConfiguration settings)
    {
        var role = settings.GetRole();
        return role.NeedsStore() && StoreProvider.Of(settings) == StoreProvider.Sqlite
                ? services.GetRequiredService<IOptions<StoreOptions>>().Value.ConnectionString
            : role.HasFlag(Role.Receive) && services.GetRequiredService<IOptions<SpoolOptions>>().Value is { Enabled: true } spool
                ? spool.Path
            : null;
    }

    private static SelfCheckResult LookAtDisk(string address, StoreOptions options)
    {
        try
        {
            var folder = Path.GetDirectoryName(DatabaseFile.PathOf(address))!;
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var flush = MedianFlush(folder);
            var finding = string.Create(
                CultureInfo.InvariantCulture,
                $"{folder} has {free / Gibibyte:0.0} GiB free and flushes in {flush.TotalMilliseconds:0.0} ms"
            );
            return free < options.KeepFreeBytes
                    ? new(finding, $"Free some space: below Store:KeepFreeBytes ({options.KeepFreeBytes}) webhooks are refused.")
                : flush > SlowestFlush
                    ? new(
                        finding,
                        "Each answer to Meta waits for a flush: use a local disk, or one with a cache that outlives a power cut."
                    )
                    {
                        IsWarning = true,
                    }
                : new(finding);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or StorageException)
        {
            return new(problem.Message, "Nothing can be stored there until then.");
        }
    }

    private static TimeSpan MedianFlush(string folder)
    {
        var path = Path.Combine(folder, $".bridge-check-{Environment.ProcessId}");
        using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            }
        );
        var times = new TimeSpan[Flushes];
        for (var i = 0; i < Flushes; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            file.Write(new byte[BytesOfFlush]);
            file.Flush(flushToDisk: true);
            times[i] = Stopwatch.GetElapsedTime(begun);
        }

        return times.Order().ElementAt(Flushes / 2);
    }

    private static async Task<SelfCheckResult> LookAtClockAsync(
        IServiceProvider services,
        string? file,
        CancellationToken cancellationToken
    )
    {
        var (reference, name) =
            services.GetService<PostgresDatabase>() is { } database
                ? (await AskDatabaseAsync(database, cancellationToken), "the database's")
            : file is not null && File.Exists(file)
                ? (new DateTimeOffset(File.GetLastWriteTimeUtc(file)), "what the store says was its last write")
            : (null, "");
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var finding = $"{now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        return reference is { } other && IsOff(now, other, isExact: file is null)
            ? new(
                $"{finding} is {Math.Abs((now - other).TotalSeconds):0} s {(now < other ? "behind" : "ahead of")} {name}",
                "Set the clocks by NTP: times of events, retries and expiry go by them."
            )
            {
                IsWarning = true,
            }
            : new(finding);
    }

    private static bool IsOff(DateTimeOffset now, DateTimeOffset other, bool isExact) =>
        other - now > MostAhead || (isExact && now - other > MostAhead);

    private static async Task<DateTimeOffset?> AskDatabaseAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return await database.RunAsync(
                async (connection, token) =>
                    new DateTimeOffset(
                        await connection.QuerySingleAsync<DateTime>(
                            new CommandDefinition("SELECT clock_timestamp()", cancellationToken: token)
                        ),
                        TimeSpan.Zero
                    ),
                cancellationToken
            );
        }
        catch (StorageException)
        {
            return null; // the line of the store says it
        }
    }
}
