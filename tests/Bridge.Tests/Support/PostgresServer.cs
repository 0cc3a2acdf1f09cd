using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Bridge.Support;

/// <summary>
/// A PostgreSQL server on a free port and in a temporary folder, which a test can stop and start. It ends with this process, even when that
/// is killed.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-postgres-");
    private Process? _process;

    private PostgresServer() { }

    public int Port { get; } = FreePort();

    /// <summary>The address of the database <c>postgres</c>.</summary>
    public string Address => $"postgres://bridge@127.0.0.1:{Port}/postgres";

    private string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer();
        await server.InitialiseAsync();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        _process = Run(
            $"{Quoted(Program("postgres"))} -D {Quoted(Data)} -p {Port} -h 127.0.0.1 -k {Quoted(_folder.FullName)} -c fsync=off -c max_wal_size=4GB "
                + "-c log_min_messages=fatal & server=$!; cat >/dev/null; kill -INT $server; wait $server"
        );
        await AnswersAsync();
    }

    /// <summary>Ends it as an operator would who does not wait for its clients.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A connection that is closed for good with its object.</summary>
    public static async Task<NpgsqlConnection> ConnectAsync(string address)
    {
        var settings = Storage.Postgres.PostgresAddress.Parse(address);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task InitialiseAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var giving = Process.Start("chown", ["postgres", _folder.FullName]);
            await SucceedsAsync(giving);
        }

        using var process = Run(
            $"{Quoted(Program("initdb"))} -D {Quoted(Data)} -U bridge --auth=trust --encoding=UTF8 --locale=C --no-sync"
        );
        await SucceedsAsync(process);
    }

    private static async Task SucceedsAsync(Process process)
    {
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, "PostgreSQL's own set-up failed; its output says why.");
    }

    /// <summary>
    /// Runs a line of shell as somebody PostgreSQL works for: it refuses root. The line's standard input ends when this process does.
    /// </summary>
    private static Process Run(string line)
    {
        string[] command = Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", "sh", "-c", line] : ["sh", "-c", line];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private async Task AnswersAsync()
    {
        var begun = Stopwatch.StartNew();
        while (!await AnswersNowAsync())
        {
            Assert.That(_process!.HasExited, Is.False, "PostgreSQL ended instead of starting; its output says why.");
            Assert.That(begun.Elapsed, Is.LessThan(StartDeadline), "PostgreSQL does not start.");
            await Task.Delay(Interval);
        }
    }

    private async Task<bool> AnswersNowAsync()
    {
        try
        {
            await using var connection = await ConnectAsync(Address);
            return true;
        }
        catch (NpgsqlException)
        {
            return false; // It does not listen yet, or is starting up.
        }
    }

    /// <summary>Debian keeps the programs of the server out of the path.</summary>
    private static string Program(string name)
    {
        string[] parents = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Concat(
                parents
                    .Where(Directory.Exists)
                    .SelectMany(Directory.GetDirectories)
                    .OrderDescending(StringComparer.Ordinal)
                    .Select(folder => Path.Combine(folder, "bin"))
            );
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"PostgreSQL's {name} is missing: tests/run.sh installs it, or set BRIDGE_TEST_POSTGRES to the address of a server."
            );
    }

    private static string Quoted(string path) => $"'{path}'";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
