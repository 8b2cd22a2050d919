using System.Security.Cryptography;
using Exchange.Engine.Values;
using NodaTime;
using Npgsql;

namespace Exchange.Api.Proofs;

/// <summary>Keeps what was sent as proof, beside the events and by the hash that they hold.</summary>
public sealed class Transcripts
{
    private readonly NpgsqlDataSource database;

    /// <summary>Transcripts in a database.</summary>
    public Transcripts(NpgsqlDataSource database) => this.database = database;

    /// <summary>Creates the table where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            """
            create table if not exists exchange.transcripts (
                sha256 bytea primary key,
                bytes bytea not null,
                kept_until_unix_seconds bigint null);
            create index if not exists transcripts_kept_until on exchange.transcripts (kept_until_unix_seconds) where kept_until_unix_seconds is not null;
            """);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Keeps a transcript; returns its hash.</summary>
    /// <param name="bytes">What was sent.</param>
    /// <param name="until">Until when; null for ever. One that is kept already is kept as long as the longer of the two.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Hash256> KeepAsync(ReadOnlyMemory<byte> bytes, Instant? until, CancellationToken cancellation)
    {
        Hash256 hash = Hash256.From(SHA256.HashData(bytes.Span));
        await using NpgsqlCommand insert = database.CreateCommand(
            """
            insert into exchange.transcripts (sha256, bytes, kept_until_unix_seconds) values ($1, $2, $3)
            on conflict (sha256) do update set kept_until_unix_seconds = case
                when transcripts.kept_until_unix_seconds is null or excluded.kept_until_unix_seconds is null then null
                else greatest(transcripts.kept_until_unix_seconds, excluded.kept_until_unix_seconds) end
            """);
        insert.Parameters.Add(new() { Value = hash.Bytes.ToArray() });
        insert.Parameters.Add(new() { Value = bytes });
        insert.Parameters.Add(new NpgsqlParameter<long?> { TypedValue = until?.ToUnixTimeSeconds() });
        await insert.ExecuteNonQueryAsync(cancellation);
        return hash;
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
        return await delete.ExecuteNonQueryAsync(cancellation);
    }
}
