using System.Collections.Concurrent;
using Exchange.Api.Hosting;
using Npgsql;

namespace Exchange.Api.Feed;

/// <summary>Keeps each product's public sequence rising over restarts: numbers are set aside in the database ahead of their use.</summary>
/// <remarks>After a clean stop the sequence goes on without a gap; after a crash it jumps past everything that may have been used.</remarks>
public sealed class SequenceMarks
{
    private readonly NpgsqlDataSource database;
    private readonly long ahead;
    private readonly ConcurrentDictionary<string, long> reserved = new(StringComparer.Ordinal);

    /// <summary>Marks in a database.</summary>
    public SequenceMarks(NpgsqlDataSource database, FeedSettings settings)
    {
        this.database = database;
        ahead = settings.ReservedSequences;
    }

    /// <summary>The highest number of a product that may have been used before the program started.</summary>
    public long LastReserved(string product) => reserved.GetValueOrDefault(product);

    /// <summary>Creates the table where it is missing and reads the marks.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            """
            create schema if not exists exchange;
            create table if not exists exchange.feed_sequences (product varchar primary key, reserved bigint not null);
            """);
        await create.ExecuteNonQueryAsync(cancellation);
        await using NpgsqlCommand select = database.CreateCommand("select product, reserved from exchange.feed_sequences");
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation)) reserved[row.GetString(0)] = row.GetInt64(1);
    }

    /// <summary>Sets numbers aside for the products whose last reservation is half used.</summary>
    public async Task ReserveAsync(IEnumerable<(string Product, long Used)> used, CancellationToken cancellation)
    {
        foreach ((string product, long sequence) in used)
            if (reserved.GetValueOrDefault(product) - sequence < ahead / 2) await SaveAsync(product, sequence + ahead, cancellation);
    }

    /// <summary>Gives back what was set aside and not used: the program stops cleanly.</summary>
    public async Task SettleAsync(IEnumerable<(string Product, long Used)> used, CancellationToken cancellation)
    {
        foreach ((string product, long sequence) in used) await SaveAsync(product, sequence, cancellation);
    }

    private async Task SaveAsync(string product, long sequence, CancellationToken cancellation)
    {
        await using NpgsqlCommand upsert = database.CreateCommand(
            """
            insert into exchange.feed_sequences (product, reserved) values ($1, $2)
            on conflict (product) do update set reserved = excluded.reserved
            """);
        upsert.Parameters.Add(new() { Value = product });
        upsert.Parameters.Add(new() { Value = sequence });
        await upsert.ExecuteNonQueryAsync(cancellation);
        reserved[product] = sequence;
    }
}
