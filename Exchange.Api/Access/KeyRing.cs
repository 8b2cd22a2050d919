using System.Collections.Concurrent;
using System.Text;
using Exchange.Engine.Values;
using Npgsql;

namespace Exchange.Api.Access;

/// <summary>All API keys: read from the database when first asked for, kept for as long as the program runs.</summary>
/// <remarks>Secrets lie sealed in the table and passphrases hashed. Safe for many threads.</remarks>
public sealed class KeyRing
{
    private const int MaxNameLength = 64;
    private readonly NpgsqlDataSource database;
    private readonly SecretBox box;
    private readonly ConcurrentDictionary<string, ApiKey> keys = new(StringComparer.Ordinal);

    /// <summary>A ring over the table of keys.</summary>
    public KeyRing(NpgsqlDataSource database, SecretBox box)
    {
        this.database = database;
        this.box = box;
    }

    /// <summary>Creates the table where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand(
            """
            create schema if not exists exchange;
            create table if not exists exchange.api_keys (
                name varchar primary key,
                account int not null,
                scopes smallint not null,
                sealed_secret bytea not null,
                passphrase_salt bytea not null,
                passphrase_hash bytea not null,
                requires_rising_nonce boolean not null default false,
                created_at timestamptz not null default now(),
                revoked_at timestamptz null);
            """);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Issues a key. What it returns is shown to its owner once and cannot be read again.</summary>
    public async Task<IssuedKey> IssueAsync(AccountId account, Scopes scopes, bool requiresRisingNonce, CancellationToken cancellation)
    {
        IssuedKey issued = IssuedKey.Random();
        byte[] secret = Convert.FromBase64String(issued.Secret);
        Passphrase passphrase = Passphrase.From(issued.Passphrase);
        await using NpgsqlCommand insert = database.CreateCommand(
            """
            insert into exchange.api_keys (name, account, scopes, sealed_secret, passphrase_salt, passphrase_hash, requires_rising_nonce)
            values ($1, $2, $3, $4, $5, $6, $7)
            """);
        insert.Parameters.Add(new() { Value = issued.Key });
        insert.Parameters.Add(new() { Value = account.Value });
        insert.Parameters.Add(new() { Value = (short)scopes });
        insert.Parameters.Add(new() { Value = box.Seal(secret, Encoding.UTF8.GetBytes(issued.Key)) });
        insert.Parameters.Add(new() { Value = passphrase.Salt });
        insert.Parameters.Add(new() { Value = passphrase.Hash });
        insert.Parameters.Add(new() { Value = requiresRisingNonce });
        await insert.ExecuteNonQueryAsync(cancellation);
        keys[issued.Key] = new ApiKey(issued.Key, account, scopes, secret, passphrase, requiresRisingNonce);
        return issued;
    }

    /// <summary>Revokes a key of an account; false where there is none.</summary>
    public async Task<bool> RevokeAsync(AccountId account, string name, CancellationToken cancellation)
    {
        await using NpgsqlCommand revoke = database.CreateCommand(
            "update exchange.api_keys set revoked_at = now() where name = $1 and account = $2 and revoked_at is null");
        revoke.Parameters.Add(new() { Value = name });
        revoke.Parameters.Add(new() { Value = account.Value });
        bool revoked = await revoke.ExecuteNonQueryAsync(cancellation) == 1;
        keys.TryRemove(name, out _);
        return revoked;
    }

    /// <summary>The key of a name, or null where there is none or it was revoked.</summary>
    public ValueTask<ApiKey?> FindAsync(string name, CancellationToken cancellation)
    {
        if (keys.TryGetValue(name, out ApiKey? known)) return new(known);
        if (name.Length is 0 or > MaxNameLength) return new((ApiKey?)null);
        return new(LoadAsync(name, cancellation));
    }

    private async Task<ApiKey?> LoadAsync(string name, CancellationToken cancellation)
    {
        await using NpgsqlCommand select = database.CreateCommand(
            """
            select account, scopes, sealed_secret, passphrase_salt, passphrase_hash, requires_rising_nonce
            from exchange.api_keys where name = $1 and revoked_at is null
            """);
        select.Parameters.Add(new() { Value = name });
        await using NpgsqlDataReader row = await select.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return null;
        byte[] secret = box.Open(row.GetFieldValue<byte[]>(2), Encoding.UTF8.GetBytes(name));
        var passphrase = new Passphrase(row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4));
        var key = new ApiKey(name, new AccountId(row.GetInt32(0)), (Scopes)row.GetInt16(1), secret, passphrase, row.GetBoolean(5));
        return keys.GetOrAdd(name, key);
    }
}
