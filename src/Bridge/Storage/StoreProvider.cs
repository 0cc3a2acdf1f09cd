using Bridge.Storage.Postgres;

namespace Bridge.Storage;

/// <summary>The kinds of store.</summary>
internal static class StoreProvider
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>Which kind is configured. What is neither counts as SQLite here, and is refused when the options are validated.</summary>
    public static string Of(IConfiguration configuration)
    {
        var store = configuration.GetSection(StoreOptions.Section);
        var provider = store[nameof(StoreOptions.Provider)];
        return provider == Postgres || (provider is null && IsPostgresUrl(store[nameof(StoreOptions.ConnectionString)]))
            ? Postgres
            : Sqlite;
    }

    public static bool IsPostgresUrl(string? address) => PostgresAddress.IsUrl(address);
}
