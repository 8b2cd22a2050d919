using Exchange.Engine.Store.Local;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>One durable server for all tests of the event store, with a fresh database for each.</summary>
public sealed class StoreDatabases : IAsyncLifetime, IDisposable
{
    private readonly LocalPostgresFolder folder = new();
    private int made;

    public LocalPostgres Postgres { get; private set; } = null!;

    public async Task InitializeAsync() => Postgres = await folder.StartAsync(durable: true);

    public Task DisposeAsync() => Postgres.DisposeAsync().AsTask();

    public void Dispose() => folder.Dispose();

    /// <summary>Reaches a database that nobody has used.</summary>
    public async Task<string> FreshAsync()
    {
        string name = FormattableString.Invariant($"store{Interlocked.Increment(ref made)}");
        await using var admin = NpgsqlDataSource.Create(Postgres.ConnectionString);
        await using NpgsqlCommand create = admin.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Database = name }.ConnectionString;
    }
}

/// <summary>The tests that share the server run one after the other.</summary>
[CollectionDefinition(nameof(StoreDatabases))]
public sealed class StoreDatabasesCollection : ICollectionFixture<StoreDatabases>;
