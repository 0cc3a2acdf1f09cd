using Npgsql;
using NpgsqlTypes;

namespace Bridge.Storage.Postgres;

/// <summary>The values of a statement's <c>$1</c>, <c>$2</c> and so on.</summary>
internal static class PostgresValue
{
    public static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    public static NpgsqlParameter Of(DateTimeOffset? time) =>
        new() { Value = time is { } known ? known.ToUnixTimeMilliseconds() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    /// <summary>One column of many rows, for <c>unnest</c>.</summary>
    public static NpgsqlParameter<TValue[]> Column<TRow, TValue>(NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, TValue> value) =>
        new() { TypedValue = [.. rows.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
