using Exchange.Engine.Store.Local;
using Npgsql;

namespace Exchange.Tests.Durability;

/// <summary>Owns a local PostgreSQL, commits one row, holds a lock in a transaction of its own, says so, and waits to be killed.</summary>
internal static class LocalPostgresVictim
{
    public static async Task<int> RunAsync(string directory)
    {
        await using var postgres = await LocalPostgres.StartAsync(new LocalPostgresSettings(directory), CancellationToken.None);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var kept = new NpgsqlCommand("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('committed')", connection);
        await kept.ExecuteNonQueryAsync();
        await using var half = await connection.BeginTransactionAsync();
        await using var locked = new NpgsqlCommand("INSERT INTO kept VALUES ('half done'); SELECT pg_advisory_lock(1)", connection);
        await locked.ExecuteNonQueryAsync();

        Console.WriteLine(postgres.PostmasterPid);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
