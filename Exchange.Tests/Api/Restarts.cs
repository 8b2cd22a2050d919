using NodaTime;
using NodaTime.Text;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A stop and a start lose nothing that a client can see.</summary>
[Collection(nameof(RunningExchange))]
public sealed class Restarts(RunningExchange exchange)
{
    [Fact]
    public async Task Orders_money_keys_trades_and_the_sequence_go_on()
    {
        TestMarket market = await exchange.MarketAsync("gaudi3-128");
        await market.SellAsync(2, "3");
        string done = (await market.BuyAsync(1, "3"))["id"]!;
        string open = (await market.BuyAsync(1, "2"))["id"]!;
        string[] asked = [$"/products/{market.Product}/ticker", $"/products/{market.Product}/trades", "/orders", $"/orders/{done}", $"/orders/{open}", "/accounts", "/fills"];
        string[] before = await ReadAsync(market.Buyer, asked);
        string book = Levels(await market.BookAsync(3));

        TestClient buyer = await exchange.RestartAsync(market.Buyer);

        Assert.Equal(before, await ReadAsync(buyer, asked));
        Assert.Equal(book, Levels(await buyer.GetAsync($"/products/{market.Product}/book?level=3")));
        Assert.Equal(200, (await buyer.DeleteAsync($"/orders/{open}")).Status);
    }

    [Fact]
    public async Task A_clock_that_is_moved_by_hand_goes_on_from_where_the_market_is()
    {
        Instant start = Instant.FromUtc(2030, 1, 1, 0, 0);
        using var venue = new RunningExchange { VirtualClockStart = start };
        await venue.InitializeAsync();
        Instant later = start + Duration.FromDays(3);
        TestAnswer moved = await venue.Operator.PutAsync("/operator/clock", new { time = InstantPattern.ExtendedIso.Format(later) });
        Assert.Equal(200, moved.Status);

        TestClient again = await venue.RestartAsync(venue.Operator);

        Assert.Equal(later, InstantPattern.ExtendedIso.Parse((await again.GetAsync("/time"))["market"]!).Value);
        await venue.DisposeAsync();
    }

    private static async Task<string[]> ReadAsync(TestClient client, string[] targets)
    {
        var answers = new List<string>();
        foreach (string target in targets) answers.Add((await client.GetAsync(target)).Body!.ToJsonString());
        return [.. answers];
    }

    private static string Levels(TestAnswer book) => book["sequence"] + book["bids"] + book["asks"];
}
