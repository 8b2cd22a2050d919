using Exchange.Engine.Store;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>A test of the event store: it has a database and a store of its own.</summary>
[Collection(nameof(StoreDatabases))]
public abstract class StoreTest(StoreDatabases databases) : IAsyncLifetime
{
    protected StoreDatabases Databases { get; } = databases;

    /// <summary>Reaches the test's database.</summary>
    protected string Database { get; private set; } = "";

    protected EventStore Store { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Database = await Databases.FreshAsync();
        Store = await EventStore.OpenAsync(Database, new EventStoreSettings());
    }

    public virtual Task DisposeAsync() => Store.DisposeAsync().AsTask();

    /// <summary>Appends turns of so many events each.</summary>
    protected async Task AppendAsync(params int[] turns)
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        foreach (int events in turns) Assert.Equal(new AppendResult(AppendOutcome.Committed), await writer.AppendAsync(Turns.After(writer.Position, events)));
    }

    /// <summary>Runs a statement behind the store's back.</summary>
    protected async Task<int> ExecuteAsync(string statement)
    {
        await using NpgsqlCommand command = Store.DataSource.CreateCommand(statement);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Asks behind the store's back for one value.</summary>
    protected async Task<T> AskAsync<T>(string question)
    {
        await using NpgsqlCommand command = Store.DataSource.CreateCommand(question);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
