using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Bridge.Support;

/// <summary>
/// A RabbitMQ of the tests' own, on free ports and in a temporary folder, which can be stopped, killed, frozen and alarmed.
/// </summary>
internal sealed class RabbitServer : IAsyncDisposable
{
    /// <summary>Not Debian's <c>/usr/sbin/rabbitmq-server</c>, which changes to a user of its own.</summary>
    private static readonly string? Programs = new[] { "/usr/lib/rabbitmq/bin", "/opt/homebrew/sbin", "/usr/local/sbin" }.FirstOrDefault(
        folder => File.Exists(Path.Combine(folder, "rabbitmq-server"))
    );

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly SemaphoreSlim Sharing = new(1);

    /// <summary>One after the other: a start costs seconds of CPU.</summary>
    private static readonly SemaphoreSlim Starting = new(1);

    private static RabbitServer? s_shared;

    private const string Operator = "tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-rabbit-");
    private readonly Dictionary<string, string> _environment;
    private Process? _process;
    private ErlangShell? _shell;

    private RabbitServer()
    {
        Port = FreePort.Next();
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = _folder.FullName,
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder.FullName, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder.FullName, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder.FullName, "rabbitmq"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder.FullName, "enabled_plugins"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(_folder.FullName, "pid"),
            ["RABBITMQ_NODENAME"] = $"bridge-tests-{Port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{Port}",
            ["RABBITMQ_DIST_PORT"] = $"{FreePort.Next()}",
            ["ERL_EPMD_PORT"] = $"{FreePort.Next()}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_ALLOW_INPUT"] = "1",
        };
    }

    public int Port { get; }

    public string Url => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>
    /// The address of a broker that is only talked to: the one in <c>BRIDGE_TEST_RABBITMQ</c> if it is set, otherwise the shared one.
    /// </summary>
    public static async Task<string> AnyUrlAsync()
    {
        Needs.ToSaySo();
        return Environment.GetEnvironmentVariable("BRIDGE_TEST_RABBITMQ") is { Length: > 0 } url ? url : (await SharedAsync()).Url;
    }

    /// <summary>The one that all tests share; each uses names of its own and leaves it running and well.</summary>
    public static async Task<RabbitServer> SharedAsync()
    {
        Needs.ToSaySo();
        await Sharing.WaitAsync();
        try
        {
            return s_shared ??= await StartNewAsync();
        }
        finally
        {
            Sharing.Release();
        }
    }

    /// <summary>Ends the shared one, if any test started it.</summary>
    public static async Task StopSharedAsync()
    {
        if (s_shared is { } shared)
        {
            await shared.DisposeAsync();
        }
    }

    /// <summary>One for a test that stops it.</summary>
    public static async Task<RabbitServer> StartNewAsync()
    {
        Needs.ToSaySo();
        var server = new RabbitServer();
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, also again, and waits until it lets clients in.</summary>
    public async Task StartAsync()
    {
        Assert.That(Programs, Is.Not.Null, "RabbitMQ is missing: tests/run.sh installs it (Debian package rabbitmq-server).");
        await Starting.WaitAsync();
        try
        {
            _process = Launch("rabbitmq-server");
            _shell = new ErlangShell(_process);
            await LetsInAsync(_process);
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>kill -9 of the whole server; what it had confirmed is on disk.</summary>
    /// <remarks>
    /// The register of the queues is put on disk first: RabbitMQ 3.10 writes it some seconds after a queue is made, and a quorum queue that
    /// is not in it never elects a leader again. The tests' queues are all that young.
    /// </remarks>
    public async Task KillAsync()
    {
        await _shell!.EvaluateAsync("[dets:sync(Table) || Table <- dets:all()]");
        await EndAsync();
    }

    private async Task EndAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>The server's processes stand still while its connections stay open, as on a machine that hangs.</summary>
    public Task FreezeAsync() => ProcessTree.SignalAsync(_process!, "STOP");

    public Task ThawAsync() => ProcessTree.SignalAsync(_process!, "CONT");

    /// <summary>With an alarm the broker reads nothing more from connections that publish.</summary>
    public Task RaiseMemoryAlarmAsync() => _shell!.EvaluateAsync("vm_memory_monitor:set_vm_memory_high_watermark(0.0)");

    public Task ClearMemoryAlarmAsync() => _shell!.EvaluateAsync("vm_memory_monitor:set_vm_memory_high_watermark(0.4)");

    /// <summary>From now on a larger message ends the channel that publishes it.</summary>
    public Task SetMaxMessageSizeAsync(int bytes) =>
        _shell!.EvaluateAsync(
            $"begin persistent_term:put(max_message_size, {bytes}), application:set_env(rabbit, max_message_size, {bytes}) end"
        );

    /// <summary>The size that nobody set.</summary>
    public Task ResetMaxMessageSizeAsync() => SetMaxMessageSizeAsync(134_217_728);

    public Task AddUserAsync(string name, string password) => ChangeUsersAsync("add_user", name, password);

    public Task DeleteUserAsync(string name) => ChangeUsersAsync("delete_user", name);

    /// <summary>What a user may configure, write and read in the usual virtual host, each a pattern of names.</summary>
    public Task AllowAsync(string user, string configure, string write, string read) =>
        ChangeUsersAsync("set_permissions", user, "/", configure, write, read);

    private Task<string> ChangeUsersAsync(string change, params string[] texts) =>
        _shell!.EvaluateAsync(
            $"rabbit_auth_backend_internal:{change}({string.Join(", ", texts.Append(Operator).Select(ErlangShell.Binary))})"
        );

    /// <param name="count">What of a queue is counted: <c>messages</c>, <c>messages_unacknowledged</c>.</param>
    public async Task<int> CountAsync(string queue, string count) =>
        int.Parse(
            await _shell!.EvaluateAsync(
                $"lists:sum([Count || [{{name, {{resource, _, queue, {ErlangShell.Binary(queue)}}}}}, {{{count}, Count}}] "
                    + $"<- rabbit_amqqueue:info_all({ErlangShell.Binary("/")}, [name, {count}]), is_integer(Count)])"
            )
        );

    /// <summary>Runs <c>rabbitmqctl</c> and returns what it prints.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        using var control = Launch("rabbitmqctl", ["--quiet", .. arguments]);
        var output = await control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        Assert.That(control.ExitCode, Is.Zero, output);
        return output;
    }

    private Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(Url), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await EndAsync();
        }

        using var epmd = Launch("epmd", "-kill");
        await epmd.WaitForExitAsync();
        _folder.Delete(recursive: true);
    }

    private Process Launch(string program, params IEnumerable<string> arguments)
    {
        var path = program == "epmd" ? program : Path.Combine(Programs!, program);
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        return process;
    }

    private async Task LetsInAsync(Process process)
    {
        var begun = Stopwatch.StartNew();
        while (!await LetsClientsInAsync())
        {
            Assert.That(process.HasExited, Is.False, "RabbitMQ ended instead of starting");
            Assert.That(begun.Elapsed, Is.LessThan(Patience), "RabbitMQ does not start");
            await Task.Delay(Interval);
        }
    }

    private async Task<bool> LetsClientsInAsync()
    {
        try
        {
            await using var connection = await ConnectAsync();
            return true;
        }
        catch (Exception notYet) when (notYet is RabbitMQClientException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
