using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Durability;

public sealed class MarketTests(StoreDatabases databases) : StoreTest(databases)
{
    private static readonly IClock Clock = new StandingClock(Instant.FromUtc(2026, 11, 20, 12, 0));
    private static readonly MarketSettings Small = new() { CapacityOrders = 1, SnapshotEveryEvents = 0 };

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart_with_the_same_hash()
    {
        ulong before;
        await using (Market market = await Market.StartAsync(Small, Store, Clock))
        {
            MarketVenue venue = await MarketVenue.OpenAsync(market);
            await TradeAsync(venue, 1, 400);
            before = market.Committed.Read(Trading);
        }

        await using Market again = await Market.StartAsync(Small, Store, Clock);
        Assert.Equal(before, again.Committed.Read(Trading));
        MarketVenue same = await MarketVenue.OpenAsync(again);
        foreach (Receipt receipt in await TradeAsync(same, 1, 400)) Assert.True(receipt.Repeated);
    }

    [Fact]
    public async Task A_snapshot_and_the_events_after_it_come_to_the_same_state_as_all_events()
    {
        await using Market market = await Market.StartAsync(Small, Store, Clock);
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        await TradeAsync(venue, 1, 300);
        await Recovery.SaveAsync(Store, market.Committed.Read(state => StateSnapshot.Copy(state, 1)));
        await TradeAsync(venue, 301, 600);
        long position = market.Committed.Position;
        ExchangeState recovered = await Recovery.LoadAsync(Store, position, 1);
        await ExecuteAsync("delete from exchange.snapshots");
        ExchangeState replayed = await Recovery.LoadAsync(Store, position, 1);
        Assert.Equal(replayed.Hash(), recovered.Hash());
        Assert.Equal(replayed.Hash(), market.Committed.Read(state => state.Hash()));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over()
    {
        await using Market market = await Market.StartAsync(Small, Store, Clock);
        await TradeAsync(await MarketVenue.OpenAsync(market), 1, 100);
        await Recovery.SaveAsync(Store, market.Committed.Read(state => StateSnapshot.Copy(state, 1)));
        await ExecuteAsync("update exchange.snapshots set state_hash = '\\x0000000000000001'");
        ExchangeState recovered = await Recovery.LoadAsync(Store, market.Committed.Position, 1);
        Assert.Equal(market.Committed.Read(state => state.Hash()), recovered.Hash());
    }

    [Fact]
    public async Task A_second_market_on_the_store_does_not_start_while_the_first_one_trades()
    {
        await using Market market = await Market.StartAsync(Small, Store, Clock);
        await using EventStore other = await EventStore.OpenAsync(Database, new EventStoreSettings { TakeOverWaitMilliseconds = 300 });
        await Assert.ThrowsAsync<AnotherWriterActiveException>(() => Market.StartAsync(Small, other, Clock));
        Assert.Equal(MarketHealth.Trading, market.Health);
    }

    [Fact]
    public async Task A_full_inbox_turns_commands_away_at_once_but_still_takes_cancels()
    {
        var tiny = Small with { InboxCommands = 1, CancelInboxCommands = 1, MaxTurnsInFlight = 2, MaxCommandsPerTurn = 1 };
        await using Market market = await Market.StartAsync(tiny, Store, Clock);
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        var taken = new List<Task<Receipt>>();
        int refused = 0;
        for (int number = 1; number <= 2_000; number++)
        {
            if (venue.TryTrade(number, out Task<Receipt> receipt)) taken.Add(receipt);
            else refused++;
        }

        Assert.True(refused > 0);
        foreach (Receipt receipt in await Task.WhenAll(taken)) Assert.True(receipt.Accepted);
        Assert.True(market.TrySubmit(new CancelAll(venue.Buyer, default, Sides.Both), out Task<Receipt> cancelled));
        Assert.True((await cancelled).Accepted);
    }

    private static async Task<Receipt[]> TradeAsync(MarketVenue venue, int first, int last)
    {
        var receipts = new List<Receipt>();
        for (int number = first; number <= last; number++)
        {
            Assert.True(venue.TryTrade(number, out Task<Receipt> receipt));
            receipts.Add(await receipt);
        }

        await venue.Market.Committed.WaitForAsync(receipts[^1].Position);
        return [.. receipts];
    }

    /// <summary>What trading came to, without the position, which a new writer's start moves on.</summary>
    private static ulong Trading(ExchangeState state)
    {
        Digest digest = default;
        digest.Add(state.NextOrder);
        digest.Add(state.NextFill);
        digest.Add(state.NextPriority);
        for (int slot = 0; slot < state.Orders.Slots; slot++)
        {
            digest.Add(state.Orders[slot].Id.Value);
            digest.Add(state.Orders[slot].Locked.Sixtieths);
        }

        return digest.Value;
    }
}

/// <summary>A clock that stands still.</summary>
internal sealed class StandingClock(Instant now) : IClock
{
    public Instant GetCurrentInstant() => now;
}
