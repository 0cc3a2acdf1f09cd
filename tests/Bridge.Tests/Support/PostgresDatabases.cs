using Bridge.Storage.Postgres;
using Npgsql;

namespace Bridge.Support;

/// <summary>
/// Databases for tests, all on one server: one of the tests' own, started when the first test asks; or the one that
/// <c>BRIDGE_TEST_POSTGRES</c> names (<c>postgres://…</c>, with a user who may create databases). Without either, the tests that ask fail.
/// </summary>
internal static class PostgresDatabases
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static readonly SemaphoreSlim Modelling = new(1);
    private static PostgresServer? _ownServer;
    private static string? _address;
    private static string? _model;

    /// <summary>With Bridge's tables, and nothing in them: copied from one that Bridge made, which is half the work.</summary>
    public static async Task<string> CreateWithTablesAsync() => await CreateAsync($"TEMPLATE {await ModelAsync()}");

    /// <returns>The address of a new and empty database, <c>postgres://…</c>.</returns>
    public static async Task<string> CreateAsync(string options = "")
    {
        var server = await ServerAsync();
        var name = $"bridge_test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, connection => $"CREATE DATABASE {name} {CopiedQuickly(connection)} {options}");
        return new UriBuilder(server) { Path = name }.Uri.ToString();
    }

    public static async Task DropAsync(string address) =>
        await ExecuteAsync(
            await ServerAsync(),
            _ => $"DROP DATABASE IF EXISTS {new Uri(address).AbsolutePath.TrimStart('/')} WITH (FORCE)"
        );

    /// <summary>Ends the tests' own server, if any test started it, and leaves nothing on another's.</summary>
    public static async Task StopOwnServerAsync()
    {
        if (_ownServer is not null)
        {
            await _ownServer.DisposeAsync();
        }
        else if (_model is not null)
        {
            await ExecuteAsync(_address!, _ => $"DROP DATABASE {_model}");
        }
    }

    private static async Task<string> ModelAsync()
    {
        await Modelling.WaitAsync();
        try
        {
            return _model ??= await MakeModelAsync();
        }
        finally
        {
            Modelling.Release();
        }
    }

    private static async Task<string> MakeModelAsync()
    {
        var address = await CreateAsync();
        var name = new Uri(address).AbsolutePath.TrimStart('/');
        await using (var connection = await PostgresServer.ConnectAsync(address))
        {
            await PostgresMigrations.ApplyAsync(connection, name, CancellationToken.None);
        }

        await ExecuteAsync(await ServerAsync(), _ => $"ALTER DATABASE {name} ALLOW_CONNECTIONS false"); // nobody is in what is copied
        return name;
    }

    /// <summary>As files, not page by page through the log, which is six times the work; before 15 no server did anything else.</summary>
    private static string CopiedQuickly(NpgsqlConnection connection) =>
        connection.PostgreSqlVersion.Major >= 15 ? "STRATEGY file_copy" : "";

    private static async Task ExecuteAsync(string address, Func<NpgsqlConnection, string> sql)
    {
        await using var connection = await PostgresServer.ConnectAsync(address);
        await using var command = new NpgsqlCommand(sql(connection), connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ServerAsync()
    {
        Needs.ToSaySo();
        await Starting.WaitAsync();
        try
        {
            return _address ??= Environment.GetEnvironmentVariable("BRIDGE_TEST_POSTGRES") is { Length: > 0 } existing
                ? existing
                : await StartAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

    private static async Task<string> StartAsync()
    {
        _ownServer = await PostgresServer.StartNewAsync();
        return _ownServer.Address;
    }
}
