using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Exchange.Api.Access;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Npgsql;

namespace Exchange.Api.Proofs;

/// <summary>The factors of a day's modulus.</summary>
/// <param name="P">One prime.</param>
/// <param name="Q">The other.</param>
public readonly record struct Factors(Bytes128 P, Bytes128 Q)
{
    /// <summary>What they open.</summary>
    public TimeLockTrapdoor Trapdoor() => new(P.Bytes, Q.Bytes);

    /// <summary>Their product, as it is published.</summary>
    public Bytes256 Modulus()
    {
        Span<byte> modulus = stackalloc byte[Bytes256.Count];
        Trapdoor().WriteModulus(modulus);
        return Bytes256.From(modulus);
    }
}

/// <summary>Keeps the factors of each day's modulus, sealed, until they are released.</summary>
public sealed class Trapdoors
{
    private const int ModulusBits = 8 * TimeLock.NumberBytes;
    private readonly NpgsqlDataSource database;
    private readonly SecretBox box;
    private readonly ConcurrentDictionary<int, Factors> known = [];

    /// <summary>Factors in a database.</summary>
    public Trapdoors(NpgsqlDataSource database, SecretBox box)
    {
        this.database = database;
        this.box = box;
    }

    /// <summary>Creates the table where it is missing.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand create = database.CreateCommand("create table if not exists exchange.moduli (day int primary key, sealed bytea not null)");
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The factors of a day's modulus, made where there are none yet.</summary>
    public async Task<Factors> MakeAsync(int day, CancellationToken cancellation)
    {
        if (await FindAsync(day, cancellation) is { } found) return found;
        using RSA primes = await Task.Run(() => RSA.Create(ModulusBits), cancellation);
        RSAParameters made = primes.ExportParameters(includePrivateParameters: true);
        await using NpgsqlCommand insert = database.CreateCommand("insert into exchange.moduli (day, sealed) values ($1, $2) on conflict (day) do nothing");
        insert.Parameters.Add(new() { Value = day });
        insert.Parameters.Add(new() { Value = box.Seal([.. made.P!, .. made.Q!], Label(day)) });
        await insert.ExecuteNonQueryAsync(cancellation);
        return await FindAsync(day, cancellation) ?? throw new InvalidOperationException("The factors of a day were not kept.");
    }

    /// <summary>The factors of a day's modulus, or null where there are none.</summary>
    public async Task<Factors?> FindAsync(int day, CancellationToken cancellation)
    {
        if (known.TryGetValue(day, out Factors remembered)) return remembered;
        await using NpgsqlCommand select = database.CreateCommand("select sealed from exchange.moduli where day = $1");
        select.Parameters.Add(new() { Value = day });
        if (await select.ExecuteScalarAsync(cancellation) is not byte[] found) return null;
        byte[] both = box.Open(found, Label(day));
        var factors = new Factors(Bytes128.From(both.AsSpan(0, Bytes128.Count)), Bytes128.From(both.AsSpan(Bytes128.Count)));
        known.TryAdd(day, factors);
        return factors;
    }

    private static byte[] Label(int day) => Encoding.UTF8.GetBytes("modulus|" + day.ToString(CultureInfo.InvariantCulture));
}
