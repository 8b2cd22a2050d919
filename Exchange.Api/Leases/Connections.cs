using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Exchange.Api.Access;
using Exchange.Engine.Values;
using Npgsql;

namespace Exchange.Api.Leases;

/// <summary>Keeps how to reach what providers hand over: sealed, beside the history, which holds only the hash.</summary>
public sealed class Connections
{
    private const int Turns = 64;
    private readonly NpgsqlDataSource database;
    private readonly SecretBox box;
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Connections in a database.</summary>
    public Connections(NpgsqlDataSource database, SecretBox box)
    {
        this.database = database;
        this.box = box;
    }

    /// <summary>Creates the table where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            """
            create table if not exists exchange.connections (
                lease bigint not null,
                sha256 bytea not null,
                sealed bytea not null,
                primary key (lease, sha256));
            """);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Waits for the turn to hand a lease over: equal requests share one row, and none may drop what another just handed over. Whoever disposes
    /// of the turn gives it back.
    /// </summary>
    public async Task<IDisposable> TurnAsync(FillId lease, CancellationToken cancellation)
    {
        SemaphoreSlim turn = turns[lease.Value % Turns];
        await turn.WaitAsync(cancellation);
        return new Turn(turn);
    }

    /// <summary>The hash by which a descriptor is found again.</summary>
    public static Hash256 HashOf(byte[] descriptor) => Hash256.From(SHA256.HashData(descriptor));

    /// <summary>Keeps a descriptor.</summary>
    public async Task KeepAsync(FillId lease, byte[] descriptor, CancellationToken cancellation)
    {
        await using NpgsqlCommand insert = database.CreateCommand(
            "insert into exchange.connections (lease, sha256, sealed) values ($1, $2, $3) on conflict (lease, sha256) do nothing");
        insert.Parameters.Add(new() { Value = lease.Value });
        insert.Parameters.Add(new() { Value = HashOf(descriptor).Bytes.ToArray() });
        insert.Parameters.Add(new() { Value = box.Seal(descriptor, Label(lease)) });
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Drops a descriptor with which nothing was handed over.</summary>
    public async Task ForgetAsync(FillId lease, Hash256 hash, CancellationToken cancellation)
    {
        await using NpgsqlCommand delete = database.CreateCommand("delete from exchange.connections where lease = $1 and sha256 = $2");
        delete.Parameters.Add(new() { Value = lease.Value });
        delete.Parameters.Add(new() { Value = hash.Bytes.ToArray() });
        await delete.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The descriptor that has this hash, or null.</summary>
    public async Task<byte[]?> FindAsync(FillId lease, Hash256 hash, CancellationToken cancellation)
    {
        await using NpgsqlCommand select = database.CreateCommand("select sealed from exchange.connections where lease = $1 and sha256 = $2");
        select.Parameters.Add(new() { Value = lease.Value });
        select.Parameters.Add(new() { Value = hash.Bytes.ToArray() });
        return await select.ExecuteScalarAsync(cancellation) is byte[] found ? box.Open(found, Label(lease)) : null;
    }

    private static byte[] Label(FillId lease) => Encoding.UTF8.GetBytes("connection|" + lease.Value.ToString(CultureInfo.InvariantCulture));

    private sealed class Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
