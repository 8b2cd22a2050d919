using System.Runtime.CompilerServices;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>A turn as it is noted.</summary>
/// <param name="FirstPosition">Its first event.</param>
/// <param name="LastPosition">Its last event.</param>
/// <param name="Epoch">The epoch of its writer.</param>
/// <param name="Chain">The chain's hash after it.</param>
/// <param name="Checksums">The checksum of each event's row.</param>
internal sealed record StoredTurn(long FirstPosition, long LastPosition, int Epoch, ChainHash Chain, byte[] Checksums)
{
    /// <summary>The checksum that begins at a byte; empty where there is none.</summary>
    internal ReadOnlySpan<byte> ChecksumAt(int offset) =>
        offset + TurnChain.ChecksumBytes <= Checksums.Length ? Checksums.AsSpan(offset, TurnChain.ChecksumBytes) : default;
}

/// <summary>A signed checkpoint as it is noted.</summary>
/// <param name="Position">The last event of the turn that it signs.</param>
/// <param name="Chain">The chain's hash after it.</param>
/// <param name="Signature">Over both.</param>
internal sealed record Checkpoint(long Position, ChainHash Chain, byte[] Signature);

/// <summary>Reads what the store says about its own history.</summary>
internal static class StoredChain
{
    private const int TurnsAtOnce = 10_000;

    /// <summary>The writer's row.</summary>
    internal static async Task<WriterRow> HeadAsync(NpgsqlConnection connection, EventStoreSettings settings, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select epoch, position, chain from {settings.OwnSchema}.writer", connection);
        return await TakeOver.RowAsync(command, cancellation);
    }

    /// <summary>All turns up to a position, in order.</summary>
    internal static async IAsyncEnumerable<StoredTurn> TurnsAsync(
        NpgsqlConnection connection, EventStoreSettings settings, long toPosition, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long behind = 0;
        int found;
        do
        {
            found = 0;
            await using var command = new NpgsqlCommand(
                $"""
                select first_position, last_position, epoch, chain, checksums from {settings.OwnSchema}.turns
                where last_position > $1 and last_position <= $2 order by last_position limit {TurnsAtOnce}
                """, connection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = behind });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = toPosition });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                found++;
                behind = reader.GetInt64(1);
                ChainHash chain = ChainHash.From(reader.GetFieldValue<byte[]>(3));
                yield return new StoredTurn(reader.GetInt64(0), behind, reader.GetInt32(2), chain, reader.GetFieldValue<byte[]>(4));
            }
        }
        while (found == TurnsAtOnce);
    }

    /// <summary>All checkpoints, in order.</summary>
    internal static async Task<List<Checkpoint>> CheckpointsAsync(NpgsqlConnection connection, EventStoreSettings settings, CancellationToken cancellation)
    {
        var checkpoints = new List<Checkpoint>();
        await using var command = new NpgsqlCommand($"select position, chain, signature from {settings.OwnSchema}.checkpoints order by position", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            checkpoints.Add(new(reader.GetInt64(0), ChainHash.From(reader.GetFieldValue<byte[]>(1)), reader.GetFieldValue<byte[]>(2)));
        return checkpoints;
    }

    /// <summary>The first event behind a position, or 0.</summary>
    internal static async Task<long> FirstEventBeyondAsync(
        NpgsqlConnection connection, EventStoreSettings settings, long position, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select coalesce(min(seq_id), 0) from {settings.EventsSchema}.mt_events where seq_id > $1", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
