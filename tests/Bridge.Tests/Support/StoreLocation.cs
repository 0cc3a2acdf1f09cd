using System.Data.Common;
using Bridge.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Bridge.Support;

/// <summary>A file or database for a store, which a test can also look into past the store.</summary>
internal abstract class StoreLocation : IAsyncDisposable
{
    /// <summary>What <c>Store:ConnectionString</c> says.</summary>
    public abstract string Address { get; }

    /// <summary>A file that is not there yet, or a database with Bridge's tables; nothing is in either.</summary>
    public static async Task<StoreLocation> CreateAsync(string provider) =>
        provider == StoreProvider.Postgres ? new PostgresLocation(await PostgresDatabases.CreateWithTablesAsync()) : new SqliteLocation();

    /// <summary>A database without tables, as an operator makes it.</summary>
    public static async Task<StoreLocation> CreateEmptyPostgresAsync() => new PostgresLocation(await PostgresDatabases.CreateAsync());

    /// <summary>
    /// What kill -9 of all that use it does: connections break in the middle of what they do, and a file is what stands in it then. The
    /// address may be another one afterwards.
    /// </summary>
    /// <remarks>A file must be at rest: between two transactions.</remarks>
    public abstract Task KillAsync();

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(sql);
    }

    public async Task<long> CountAsync(string table)
    {
        await using var connection = await ConnectAsync();
        return await connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}");
    }

    /// <summary>The values of the one row, joined by bars.</summary>
    public async Task<string> QueryAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        return string.Join('|', ((IDictionary<string, object>)await connection.QuerySingleAsync(sql)).Values);
    }

    /// <summary>The texts in a column, without nulls.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(string table, string column)
    {
        await using var connection = await ConnectAsync();
        return [.. (await connection.QueryAsync<string?>($"SELECT {column} FROM {table}")).OfType<string>()];
    }

    /// <summary>The bytes in a column.</summary>
    public async Task<IReadOnlyList<byte[]>> BlobsAsync(string table, string column)
    {
        await using var connection = await ConnectAsync();
        return [.. await connection.QueryAsync<byte[]>($"SELECT {column} FROM {table}")];
    }

    /// <summary>The ids of a table's rows.</summary>
    public async Task<IEnumerable<Guid>> ReadIdsAsync(string table)
    {
        await using var connection = await ConnectAsync();
        var rows = await connection.QueryAsync($"SELECT id FROM {table}");
        return rows.Cast<IDictionary<string, object>>()
            .Select(row => row["id"] is Guid id ? id : new Guid((byte[])row["id"], bigEndian: true));
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<DbConnection> ConnectAsync();

    private sealed class SqliteLocation : StoreLocation
    {
        private readonly Stack<TemporaryDatabase> _files = new([new TemporaryDatabase()]);

        public override string Address => _files.Peek().Path;

        public override Task KillAsync()
        {
            if (File.Exists(Address)) // nobody may have opened it yet
            {
                _files.Push(_files.Peek().AfterCrash());
            }

            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            _files.ToList().ForEach(file => file.Dispose());
            return ValueTask.CompletedTask;
        }

        protected override async Task<DbConnection> ConnectAsync()
        {
            var connection = new SqliteConnection($"Data Source={Address};Pooling=False");
            await connection.OpenAsync();
            return connection;
        }
    }

    private sealed class PostgresLocation(string address) : StoreLocation
    {
        /// <summary>Two who kill at the same time would kill each other.</summary>
        private readonly SemaphoreSlim _killing = new(1);

        public override string Address => address;

        public override async Task KillAsync()
        {
            await _killing.WaitAsync();
            try
            {
                await ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                );
            }
            finally
            {
                _killing.Release();
            }
        }

        public override async ValueTask DisposeAsync()
        {
            _killing.Dispose();
            await PostgresDatabases.DropAsync(address);
        }

        protected override async Task<DbConnection> ConnectAsync() => await PostgresServer.ConnectAsync(address);
    }
}
