using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Engine.Commands;
using Exchange.Engine.Sequencing;
using Exchange.Engine.Values;
using Exchange.Tests.Durability;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A product's sequence comes out of the store: from a snapshot and the events after it as from the whole history.</summary>
public sealed class SequencesFromTheStore(StoreDatabases databases) : StoreTest(databases)
{
    private static readonly VirtualClock Clock = new(Instant.FromUtc(2026, 1, 1, 12, 0));
    private static readonly MarketSettings Settings = new() { SnapshotEveryEvents = 200, CapacityOrders = 1 };

    [Fact]
    public async Task A_snapshot_and_the_rest_count_the_same_as_the_whole_history()
    {
        long lived;
        MarketFeed feed = NewFeed();
        await using (Market market = await Market.StartAsync(Settings, Store, Clock, feed))
        {
            await TradeAsync(market);
            lived = SequenceOf(feed);
        }

        Assert.True(lived > 500, $"Only {lived} messages.");
        Assert.True(await AskAsync<long>("select count(*) from exchange.snapshots") > 0);
        Assert.Equal(lived, await RecountAsync());
        await ExecuteAsync("delete from exchange.snapshots");
        Assert.Equal(lived, await RecountAsync());
    }

    [Fact]
    public async Task A_snapshot_without_sequences_is_passed_over()
    {
        long lived;
        MarketFeed feed = NewFeed();
        await using (Market market = await Market.StartAsync(Settings with { SnapshotEveryEvents = 0 }, Store, Clock, feed))
        {
            await TradeAsync(market);
            lived = SequenceOf(feed);
            await Recovery.SaveAsync(Store, market.Committed.Read(state => Engine.State.StateSnapshot.Copy(state, 1)));
        }

        Assert.Equal(lived, await RecountAsync());
    }

    private async Task<long> RecountAsync()
    {
        MarketFeed feed = NewFeed();
        await using Market market = await Market.StartAsync(Settings with { SnapshotEveryEvents = 0 }, Store, Clock, feed);
        return SequenceOf(feed);
    }

    private static async Task TradeAsync(Market market)
    {
        MarketVenue venue = await MarketVenue.OpenAsync(market);
        SkuId sku = market.Committed.Read(state => state.Specs.FindSku(Text64.From("h100-sxm5-80")));
        var product = new ProductId((int)await MarketVenue.Do(market, new ListProduct(Text64.From("H-USD"), sku, venue.Requirement, new Minutes(60))));
        for (int number = 1; number <= 200; number++)
        {
            Minute now = new((int)(Clock.GetCurrentInstant().ToUnixTimeSeconds() / 60));
            var price = Price.FromMicros(2_000_000 + (number * 7919 % 41 * 100));
            await MarketVenue.Do(market, new PlaceAsk(venue.Provider, default, new AskTerms
            {
                Product = product, Node = venue.Node, Spec = venue.Spec, Gpus = new(1 + (number % 5)), Limit = price,
                Window = new Window(now, now + new Minutes(number % 3 == 0 ? 300 : 90)),
            }));
            await MarketVenue.Do(market, new PlaceBid(venue.Buyer, default, new BidTerms
            {
                Product = product, Requirement = venue.Requirement, Gpus = new(1 + (number % 7)), Limit = price, Delivery = Delivery.AtFill(new Minutes(60)),
            }));
        }
    }

    private static MarketFeed NewFeed() => new(new ApiSettings(), Clock);

    private static long SequenceOf(MarketFeed feed) => feed.ReadAll(product => product.Sequence)[0];
}
