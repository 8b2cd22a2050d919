using System.Runtime.CompilerServices;
using Npgsql;

namespace Exchange.Projections.Tables;

/// <summary>Reads rows of a described table.</summary>
public static class Rows
{
    /// <summary>The rows of a table, in the order and with the filter of the clause (<c>where … order by … limit …</c>), one by one.</summary>
    public static async IAsyncEnumerable<TRow> ReadAsync<TRow>(
        NpgsqlConnection connection, Table<TRow> table, string clause, Func<NpgsqlDataReader, TRow> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {table.ColumnList} from {table.Name} {clause}", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) yield return read(reader);
    }
}
