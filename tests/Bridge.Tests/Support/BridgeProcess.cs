using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bridge.Support;

/// <summary>The built Bridge as a process of its own, which can be killed. It keeps its port and its store over restarts.</summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    /// <summary>The address of a collector that is not there.</summary>
    public const string Nowhere = "http://127.0.0.1:9";

    /// <summary>Also for a process whose broker was away so long that its client asks for it only every half minute.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _health = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    /// <param name="role">Which parts it runs; all of them unless given.</param>
    public BridgeProcess(IReadOnlyDictionary<string, string> environment, string role = "all")
    {
        Role = role;
        _environment = environment;
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
    }

    public Uri Address { get; }

    /// <summary>Which parts it runs.</summary>
    public string Role { get; }

    /// <summary>One of all parts, with what it cannot start without.</summary>
    /// <param name="store">Its file, or its server's address.</param>
    /// <param name="more">Environment variables.</param>
    public static BridgeProcess OfAllParts(
        string store,
        string collector = Nowhere,
        params IEnumerable<(string Name, string Value)> more
    ) =>
        new(
            new Dictionary<string, string>
            {
                ["META_APP_SECRET"] = SignedRequest.Secret,
                ["WEBHOOK_VERIFY_TOKEN"] = SignedRequest.VerifyToken,
                ["COLLECTOR_URL"] = collector,
                ["COLLECTOR_WRITE_KEY"] = "key",
                ["STORE"] = store,
            }
                .Concat(more.ToDictionary())
                .ToDictionary()
        );

    /// <summary>Starts it and waits until it is ready.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        return ReadyAsync(cancellationToken);
    }

    /// <summary>Starts it without waiting for what it needs.</summary>
    public void Launch()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "meta-bridge.dll"), "run", "--role", Role])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Receiving__WarmUpMilliseconds"] = "0"; // what is killed soon need not be fast
        foreach (var (name, value) in _environment.Append(new("ASPNETCORE_URLS", Address.ToString())))
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Remember(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The system's number of it.</summary>
    public int Id => _process!.Id;

    /// <summary>What it printed, ever, but for empty lines.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The first line it printed, ever.</summary>
    public string FirstLine => _lines.FirstOrDefault("");

    /// <summary>The last line it printed.</summary>
    public string LastLine => _lines.LastOrDefault("");

    /// <summary>kill -9: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using var terminate = Process.Start("kill", ["-TERM", _process!.Id.ToString()]);
        return await EndAsync(cancellationToken);
    }

    /// <summary>Waits until it has ended, and its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process!.WaitForExitAsync(cancellationToken).WaitAsync(StopDeadline, cancellationToken);
        var exitCode = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return exitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync(CancellationToken.None);
        }

        _health.Dispose();
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.StartNew();
        while (!await AnswersReadyAsync(cancellationToken))
        {
            Assert.That(_process!.HasExited, Is.False, $"Bridge ended instead of starting: {LastLine}");
            Assert.That(begun.Elapsed, Is.LessThan(StartDeadline), $"Bridge is not ready: {LastLine}");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private async Task<bool> AnswersReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _health.GetAsync(new Uri(Address, "/healthz/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // It waits for the store or the broker.
        }
    }

    private void Remember(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            _lines.Enqueue(line);
        }
    }
}
