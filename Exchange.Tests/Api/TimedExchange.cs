using System.Globalization;
using Exchange.Benchmarks;
using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A whole exchange whose clock stands until it is moved, so that days of leases and proofs pass in a moment.</summary>
public sealed class TimedExchange : IAsyncLifetime, IDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2030, 1, 1, 0, 0);

    /// <summary>A venue where every node may be offered.</summary>
    public TimedExchange()
        : this(new RunningExchange { VirtualClockStart = Start, Rules = MatchingAlone.EveryNodeMayBeOffered })
    {
    }

    /// <summary>A venue whose clock starts at the beginning of 2030.</summary>
    internal TimedExchange(RunningExchange venue) => Venue = venue;

    /// <summary>The exchange.</summary>
    public RunningExchange Venue { get; }

    /// <summary>Where the clock stands.</summary>
    public Instant Now { get; private set; } = Start;

    public Task InitializeAsync() => Venue.InitializeAsync();

    public Task DisposeAsync() => Venue.DisposeAsync();

    public void Dispose() => Venue.Dispose();

    /// <summary>Lets minutes pass.</summary>
    public Task PassAsync(int minutes) => PassSecondsAsync(minutes * 60);

    /// <summary>Lets time pass until the next minute that is a multiple of so many.</summary>
    public Task PassToNextAsync(int minutes)
    {
        int seconds = minutes * 60;
        return PassSecondsAsync(seconds - (int)(Now.ToUnixTimeSeconds() % seconds));
    }

    /// <summary>Lets seconds pass.</summary>
    public async Task PassSecondsAsync(int seconds)
    {
        Now += Duration.FromSeconds(seconds);
        TestAnswer moved = await Venue.Operator.PutAsync("/operator/clock", new { time = InstantPattern.ExtendedIso.Format(Now) });
        Assert.True(moved.Status == 200, moved.Body?.ToJsonString());
    }

    /// <summary>Changes a setting.</summary>
    public async Task SetAsync(string setting, long value)
    {
        TestAnswer changed = await Venue.Operator.PutAsync("/operator/settings", new { setting, value });
        Assert.True(changed.Status == 200, changed.Body?.ToJsonString());
    }

    /// <summary>A market in which a lease has just been sold: so many GPUs at a price, for the next hour.</summary>
    public async Task<(TestMarket Market, string Lease)> SoldAsync(string sku, int size, string price, object? delivery = null)
    {
        TestMarket market = await Venue.MarketAsync(sku);
        return (market, await SellAsync(market, size, price, delivery));
    }

    /// <summary>Sells a further lease in a market; its number.</summary>
    public static async Task<string> SellAsync(TestMarket market, int size, string price, object? delivery = null)
    {
        TestAnswer ask = await market.SellAsync(size, price);
        Assert.True(ask.Status == 200, ask.Body?.ToJsonString());
        TestAnswer bid = await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size, price, delivery });
        Assert.True(bid.Status == 200, bid.Body?.ToJsonString());
        TestAnswer fills = await market.Buyer.GetAsync($"/fills?order_id={bid["id"]}");
        return Assert.Single(fills.Body!.AsArray())!["lease_id"]!.GetValue<long>().ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The tests that share one exchange with a clock moved by hand, one after the other.</summary>
[CollectionDefinition(nameof(TimedExchange))]
public sealed class TimedExchangeCollection : ICollectionFixture<TimedExchange>;
