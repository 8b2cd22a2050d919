using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Store;
using Exchange.Engine.Values;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Durability;

/// <summary>A commit that the server may lose is no commit.</summary>
public sealed class WeakCommitTests(StoreDatabases databases) : StoreTest(databases)
{
    [Theory]
    [InlineData("off")]
    [InlineData("local")]
    public async Task Nobody_writes_where_commits_do_not_wait(string setting)
    {
        await ExecuteAsync($"alter database {await AskAsync<string>("select current_database()::text")} set synchronous_commit = {setting}");
        await using EventStore weak = await EventStore.OpenAsync(Database, new EventStoreSettings());
        await Assert.ThrowsAsync<WeakDurabilityException>(() => weak.TakeOverAsync());
        Assert.Equal(0, await AskAsync<int>("select epoch from exchange.writer"));
    }

    [Fact]
    public async Task A_turn_that_was_committed_on_this_server_alone_is_not_acknowledged()
    {
        await using EventWriter writer = await Store.TakeOverAsync();
        await writer.AppendAsync(Turns.After(0, 5));
        await WaitForStandbyAsync("nobody");
        try
        {
            AppendResult result;
            do
            {
                // The server takes the setting up in its own time: turns go through until one has to wait.
                Task<AppendResult> appending = writer.AppendAsync(Turns.After(writer.Position, 5)).AsTask();
                while (!appending.IsCompleted && !await CancelWaitingAsync()) await Task.Yield();
                result = await appending;
            }
            while (result.IsCommitted);

            Assert.Equal(AppendOutcome.Unknown, result.Outcome);
            Assert.IsType<WeakDurabilityException>(result.Fault);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.AppendAsync(Turns.After(writer.Position, 5)));
        }
        finally
        {
            await WaitForStandbyAsync("");
        }
    }

    [Fact]
    public async Task A_market_stops_for_good_at_such_a_turn()
    {
        await using Market market = await Market.StartAsync(new MarketSettings { CapacityOrders = 1, SnapshotEveryEvents = 0 }, Store, SystemClock.Instance);
        await WaitForStandbyAsync("nobody");
        try
        {
            for (int number = 0; market.Health == MarketHealth.Trading; number++)
            {
                Text64 name = Text64.From(FormattableString.Invariant($"account {number}"));
                if (!market.TrySubmit(new OpenAccount(default, name), out Task<Receipt> answer)) continue;
                while (!answer.IsCompleted && !await CancelWaitingAsync()) await Task.Yield();
                if (await Record.ExceptionAsync(() => answer) is { } refusal) Assert.IsType<MarketUnavailableException>(refusal);
            }

            Assert.Equal(MarketHealth.Broken, market.Health);
            Assert.IsType<WeakDurabilityException>(market.Fault);
        }
        finally
        {
            await WaitForStandbyAsync("");
        }
    }

    private async Task WaitForStandbyAsync(string name)
    {
        await ExecuteAsync($"alter system set synchronous_standby_names = '{name}'");
        await AskAsync<bool>("select pg_reload_conf()");
        while (await AskAsync<string>("select current_setting('synchronous_standby_names')") != name) await Task.Yield();
    }

    private async Task<bool> CancelWaitingAsync() =>
        await AskAsync<bool>("select coalesce(bool_or(pg_cancel_backend(pid)), false) from pg_stat_activity where wait_event = 'SyncRep'");
}
