using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace Exchange.Engine.Store;

/// <summary>What a snapshot of the engine's state says of itself.</summary>
/// <param name="Position">The last event that it contains.</param>
/// <param name="Version">The version of its format.</param>
/// <param name="StateHash">The hash of the state, as the engine computes it.</param>
public sealed record SnapshotHeader(long Position, int Version, byte[] StateHash);

/// <summary>A snapshot that was read whole and is as it was saved.</summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Chunks">Its content, in order.</param>
public sealed record StoredSnapshot(SnapshotHeader Header, IReadOnlyList<byte[]> Chunks)
{
    /// <summary>Its content as one stream.</summary>
    public Stream OpenContent() => new ChunkStream(Chunks);
}

/// <summary>The table of snapshots: contents of any size, cut into chunks, under a hash.</summary>
internal static class Snapshots
{
    private const int ChunkBytes = 1 << 20;

    internal static async Task SaveAsync(EventStore store, SnapshotHeader header, Stream content, CancellationToken cancellation)
    {
        string own = store.Settings.OwnSchema;
        await using NpgsqlConnection connection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        string forget = FormattableString.Invariant(
            $"""
            delete from {own}.snapshots where position = {header.Position} or position not in
                (select position from {own}.snapshots where position <> {header.Position} order by position desc limit {store.Settings.SnapshotsKept - 1});
            delete from {own}.snapshot_chunks where position not in (select position from {own}.snapshots);
            """);
        await using (var command = new NpgsqlCommand(forget, connection, transaction)) await command.ExecuteNonQueryAsync(cancellation);
        (long bytes, byte[] hash) = await WriteChunksAsync(connection, own, header.Position, content, cancellation);
        await using var insert = new NpgsqlCommand(
            $"insert into {own}.snapshots (position, version, state_hash, bytes, content_hash) values ($1, $2, $3, $4, $5)", connection, transaction);
        NpgsqlParameter[] parameters =
        [
            new NpgsqlParameter<long> { TypedValue = header.Position },
            new NpgsqlParameter<int> { TypedValue = header.Version },
            new NpgsqlParameter<byte[]> { TypedValue = header.StateHash },
            new NpgsqlParameter<long> { TypedValue = bytes },
            new NpgsqlParameter<byte[]> { TypedValue = hash },
        ];
        insert.Parameters.AddRange(parameters);
        await insert.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    internal static async IAsyncEnumerable<StoredSnapshot> ReadNewestFirstAsync(
        EventStore store, int version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string own = store.Settings.OwnSchema;
        await using NpgsqlConnection connection = await store.DataSource.OpenConnectionAsync(cancellation);
        var candidates = new List<(SnapshotHeader Header, byte[] Hash)>();
        await using (var command = new NpgsqlCommand(
            $"""
            select position, version, state_hash, content_hash from {own}.snapshots
            where version = $1 and position <= (select position from {own}.writer) order by position desc
            """, connection))
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                candidates.Add((new(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2)), reader.GetFieldValue<byte[]>(3)));
        }

        foreach ((SnapshotHeader header, byte[] hash) in candidates)
        {
            List<byte[]> chunks = await ReadChunksAsync(connection, own, header.Position, cancellation);
            if (HashOf(chunks).AsSpan().SequenceEqual(hash)) yield return new StoredSnapshot(header, chunks);
        }
    }

    private static async Task<(long Bytes, byte[] Hash)> WriteChunksAsync(
        NpgsqlConnection connection, string own, long position, Stream content, CancellationToken cancellation)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkBytes];
        long bytes = 0;
        await using NpgsqlBinaryImporter copy =
            await connection.BeginBinaryImportAsync($"copy {own}.snapshot_chunks (position, number, content) from stdin (format binary)", cancellation);
        int read, number = 0;
        while ((read = await content.ReadAtLeastAsync(chunk, ChunkBytes, throwOnEndOfStream: false, cancellation)) > 0)
        {
            sha.AppendData(chunk, 0, read);
            bytes += read;
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(position, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(number++, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(new ReadOnlyMemory<byte>(chunk, 0, read), NpgsqlDbType.Bytea, cancellation);
        }

        await copy.CompleteAsync(cancellation);
        return (bytes, sha.GetHashAndReset());
    }

    private static async Task<List<byte[]>> ReadChunksAsync(NpgsqlConnection connection, string own, long position, CancellationToken cancellation)
    {
        var chunks = new List<byte[]>();
        await using var command = new NpgsqlCommand($"select content from {own}.snapshot_chunks where position = $1 order by number", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) chunks.Add(reader.GetFieldValue<byte[]>(0));
        return chunks;
    }

    private static byte[] HashOf(List<byte[]> chunks)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] chunk in chunks) sha.AppendData(chunk);
        return sha.GetHashAndReset();
    }
}

/// <summary>Reads chunks one behind the other.</summary>
internal sealed class ChunkStream(IReadOnlyList<byte[]> chunks) : Stream
{
    private int chunk;
    private int at;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => chunks.Sum(part => (long)part.Length);

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (chunk < chunks.Count && at == chunks[chunk].Length) (chunk, at) = (chunk + 1, 0);
        if (chunk == chunks.Count) return 0;
        int length = Math.Min(buffer.Length, chunks[chunk].Length - at);
        chunks[chunk].AsSpan(at, length).CopyTo(buffer);
        at += length;
        return length;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
