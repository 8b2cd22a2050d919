using System.Diagnostics;
using Npgsql;

namespace Exchange.Benchmarks.Durable;

/// <summary>The limit that the store is held against: the same rows, ready as bytes, by plain COPY into a table of the same columns without any index or constraint.</summary>
internal static class BareCopy
{
    private const int RowsPerCopy = 10_000;
    private const string Columns = "seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type";

    /// <summary>Copies the newest so many events back in, in batches, each a transaction with fsync on; events a second.</summary>
    public static async Task<double> MeasureAsync(string connectionString, long events)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        await ExecuteAsync(connection, $"create table public.bare as select {Columns} from events.mt_events with no data");
        var batches = await ReadAsync(connection, Math.Min(events, 300_000));
        long rows = 0;
        long began = Stopwatch.GetTimestamp();
        foreach ((byte[] bytes, int count) in batches)
        {
            await using (NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync($"copy public.bare ({Columns}) from stdin (format binary)")) await copy.WriteAsync(bytes);
            rows += count;
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await ExecuteAsync(connection, "drop table public.bare");
        return rows / seconds;
    }

    private static async Task<List<(byte[] Bytes, int Rows)>> ReadAsync(NpgsqlConnection connection, long events)
    {
        long last = (long)(await new NpgsqlCommand("select max(seq_id) from events.mt_events", connection).ExecuteScalarAsync())!;
        var batches = new List<(byte[], int)>();
        for (long from = last - events + 1; from <= last; from += RowsPerCopy)
        {
            long to = Math.Min(from + RowsPerCopy - 1, last);
            using var bytes = new MemoryStream();
            string query = FormattableString.Invariant($"copy (select {Columns} from events.mt_events where seq_id between {from} and {to}) to stdout (format binary)");
            await using (NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync(query)) await copy.CopyToAsync(bytes);
            batches.Add((bytes.ToArray(), (int)(to - from + 1)));
        }

        return batches;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }
}
