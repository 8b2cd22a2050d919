using System.Security.Cryptography;
using Exchange.Engine.Values;
using NodaTime;
using Npgsql;

namespace Exchange.Api.Proofs;

/// <summary>Keeps what was sent as proof, beside the events and by the hash that they hold, up to a number of bytes.</summary>
/// <remarks>
/// When they are reached, one that must be kept for ever takes the room of those that would be dropped soonest, as few of them as suffice, and
/// of none where all would not; one that need not is not kept: its verdict stands, but cannot be recomputed any more. Answers that are judged at
/// the same time may exceed the limit by themselves.
/// </remarks>
public sealed class Transcripts
{
    private const int MostLookedAtOnce = 256;
    private readonly NpgsqlDataSource database;
    private readonly long maxBytes;
    private readonly long maxFailedBytesPerProvider;
    private long heldBytes;

    /// <summary>Transcripts in a database, up to so many bytes in all and so many of the failed proofs of one provider.</summary>
    public Transcripts(NpgsqlDataSource database, long maxBytes, long maxFailedBytesPerProvider) =>
        (this.database, this.maxBytes, this.maxFailedBytesPerProvider) = (database, maxBytes, maxFailedBytesPerProvider);

    /// <summary>Transcripts in a database, to be read.</summary>
    public Transcripts(NpgsqlDataSource database)
        : this(database, maxBytes: 0, maxFailedBytesPerProvider: 0)
    {
    }

    /// <summary>How many bytes are kept.</summary>
    public long HeldBytes => Interlocked.Read(ref heldBytes);

    /// <summary>The hash under which a transcript is kept, or would be.</summary>
    public static Hash256 HashOf(ReadOnlyMemory<byte> bytes) => Hash256.From(SHA256.HashData(bytes.Span));

    /// <summary>Creates the table where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            """
            create table if not exists exchange.transcripts (
                sha256 bytea primary key,
                bytes bytea not null,
                kept_until_unix_seconds bigint null);
            alter table exchange.transcripts add column if not exists failed_by int null;
            create index if not exists transcripts_failed_by on exchange.transcripts (failed_by) where failed_by is not null;
            create index if not exists transcripts_kept_until on exchange.transcripts (kept_until_unix_seconds) where kept_until_unix_seconds is not null;
            """);
        await create.ExecuteNonQueryAsync(cancellation);
        await CountAsync(cancellation);
    }

    /// <summary>Keeps a transcript where there is room.</summary>
    /// <param name="bytes">What was sent.</param>
    /// <param name="until">Until when; null for ever. One that is kept already is kept as long as the longer of the two.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether it is kept.</returns>
    public async Task<bool> KeepAsync(ReadOnlyMemory<byte> bytes, Instant? until, CancellationToken cancellation)
    {
        if (await ProlongAsync(bytes, until, cancellation)) return true;
        if (HeldBytes + bytes.Length > maxBytes && (until is not null || !await MakeRoomAsync(bytes.Length, cancellation))) return false;
        await using NpgsqlCommand insert = database.CreateCommand(
            """
            insert into exchange.transcripts (sha256, bytes, kept_until_unix_seconds) values ($1, $2, $3) on conflict (sha256) do nothing
            """);
        insert.Parameters.Add(new() { Value = HashOf(bytes).Bytes.ToArray() });
        insert.Parameters.Add(new() { Value = bytes });
        insert.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = until?.ToUnixTimeSeconds() });
        if (await insert.ExecuteNonQueryAsync(cancellation) == 0) return await ProlongAsync(bytes, until, cancellation); // Somebody else was first.
        Interlocked.Add(ref heldBytes, bytes.Length);
        return true;
    }

    /// <summary>Keeps one that is there already as long as the longer of the two times; whether it is there.</summary>
    private async Task<bool> ProlongAsync(ReadOnlyMemory<byte> bytes, Instant? until, CancellationToken cancellation)
    {
        await using NpgsqlCommand update = database.CreateCommand(
            """
            update exchange.transcripts set kept_until_unix_seconds = case
                when kept_until_unix_seconds is null or $2 is null then null else greatest(kept_until_unix_seconds, $2) end
            where sha256 = $1
            """);
        update.Parameters.Add(new() { Value = HashOf(bytes).Bytes.ToArray() });
        update.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = until?.ToUnixTimeSeconds() });
        return await update.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>Keeps the transcript of a failed proof for ever, as far as there is room for it and the provider has not filled its own.</summary>
    /// <returns>Whether it is kept.</returns>
    public async Task<bool> KeepFailedAsync(AccountId provider, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await using NpgsqlCommand sum = database.CreateCommand("select coalesce(sum(octet_length(bytes)), 0)::bigint from exchange.transcripts where failed_by = $1");
        sum.Parameters.Add(new() { Value = provider.Value });
        if ((long)(await sum.ExecuteScalarAsync(cancellation))! + bytes.Length > maxFailedBytesPerProvider) return false;
        if (!await KeepAsync(bytes, until: null, cancellation)) return false;
        await using NpgsqlCommand own = database.CreateCommand("update exchange.transcripts set failed_by = $2 where sha256 = $1 and failed_by is null");
        own.Parameters.Add(new() { Value = HashOf(bytes).Bytes.ToArray() });
        own.Parameters.Add(new() { Value = provider.Value });
        await own.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    /// <summary>The transcript of this hash; null where none is kept.</summary>
    public async Task<byte[]?> FindAsync(Hash256 hash, CancellationToken cancellation)
    {
        await using NpgsqlCommand select = database.CreateCommand("select bytes from exchange.transcripts where sha256 = $1");
        select.Parameters.Add(new() { Value = hash.Bytes.ToArray() });
        return await select.ExecuteScalarAsync(cancellation) as byte[];
    }

    /// <summary>Drops what need not be kept any more; returns how many.</summary>
    public async Task<int> PruneAsync(Instant now, CancellationToken cancellation)
    {
        await using NpgsqlCommand delete = database.CreateCommand("delete from exchange.transcripts where kept_until_unix_seconds < $1");
        delete.Parameters.Add(new() { Value = now.ToUnixTimeSeconds() });
        int dropped = await delete.ExecuteNonQueryAsync(cancellation);
        await CountAsync(cancellation);
        return dropped;
    }

    /// <summary>Drops of those that need not be kept for ever the soonest, as few as make so many bytes fit; none where all are too few. Whether they fit.</summary>
    private async Task<bool> MakeRoomAsync(int bytes, CancellationToken cancellation)
    {
        long missing = HeldBytes + bytes - maxBytes;
        await using NpgsqlConnection connection = await database.OpenConnectionAsync(cancellation);
        await using NpgsqlTransaction dropping = await connection.BeginTransactionAsync(cancellation);
        await TakeTurnAsync(connection, cancellation);
        long freed = 0;
        for (long dropped = 1; freed < missing && dropped > 0; freed += dropped) dropped = await DropSoonestAsync(connection, missing - freed, cancellation);
        if (freed < missing) return false;
        await dropping.CommitAsync(cancellation);
        Interlocked.Add(ref heldBytes, -freed);
        return true;
    }

    /// <summary>Two at once would choose the same ones, and the second would find no room where there is some: they come one after the other.</summary>
    private static async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('exchange transcripts room', 0))", connection);
        await turn.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Drops of the soonest as few as free so many bytes, looking at a part of them alone; how many bytes that freed.</summary>
    private static async Task<long> DropSoonestAsync(NpgsqlConnection connection, long bytes, CancellationToken cancellation)
    {
        await using var delete = new NpgsqlCommand(
            """
            with soonest as (
                select sha256, octet_length(bytes) as size, kept_until_unix_seconds from exchange.transcripts
                where kept_until_unix_seconds is not null order by kept_until_unix_seconds, sha256 limit $1),
            summed as (select sha256, sum(size) over (order by kept_until_unix_seconds, sha256) - size as before from soonest),
            dropped as (
                delete from exchange.transcripts where sha256 in (select sha256 from summed where before < $2) returning octet_length(bytes) as size)
            select coalesce(sum(size), 0)::bigint from dropped
            """, connection);
        delete.Parameters.Add(new() { Value = MostLookedAtOnce });
        delete.Parameters.Add(new() { Value = bytes });
        return (long)(await delete.ExecuteScalarAsync(cancellation))!;
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand sum = database.CreateCommand("select coalesce(sum(octet_length(bytes)), 0)::bigint from exchange.transcripts");
        Interlocked.Exchange(ref heldBytes, (long)(await sum.ExecuteScalarAsync(cancellation))!);
    }
}
