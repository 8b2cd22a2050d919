using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Money, the operator's acts, and what the exchange says of itself.</summary>
[Collection(nameof(RunningExchange))]
public sealed class MoneyAndVenueOverHttp(RunningExchange exchange)
{
    [Fact]
    public async Task A_deposit_is_booked_once_and_a_withdrawal_takes_it_out()
    {
        TestClient client = await exchange.OpenAsync("money", dollars: 1);
        object payment = new { amount = "12.345678", reference = Guid.NewGuid() };

        await exchange.Operator.PostAsync($"/accounts/{client.Account}/deposits", payment);
        TestAnswer after = await exchange.Operator.PostAsync($"/accounts/{client.Account}/deposits", payment);
        TestAnswer less = await exchange.Operator.PostAsync($"/accounts/{client.Account}/withdrawals", new { amount = "3" });

        Assert.Equal("13.345678", after["available"]);
        Assert.Equal("10.345678", less["balance"]);
        TestAnswer transfers = await client.GetAsync("/transfers");
        Assert.Equal(["withdraw", "deposit", "deposit"], transfers.Body!.AsArray().Select(transfer => transfer!["type"]!.GetValue<string>()));
        Assert.Equal("3.000000", transfers.Body![0]!["amount"]!.GetValue<string>());
        Assert.Equal(403, (await client.PostAsync($"/accounts/{client.Account}/deposits", payment)).Status);
        Assert.Equal(400, (await exchange.Operator.PostAsync($"/accounts/{client.Account}/deposits", new { amount = "0.0000001" })).Status);
    }

    [Fact]
    public async Task A_bid_sets_money_aside_and_a_cancel_returns_it()
    {
        TestMarket market = await exchange.MarketAsync("gh200-96");
        await market.BuyAsync(2, "3");
        TestAnswer held = await market.Buyer.GetAsync($"/accounts/{market.Buyer.Account}");
        await market.Buyer.DeleteAsync("/orders");
        TestAnswer free = await market.Buyer.GetAsync($"/accounts/{market.Buyer.Account}");

        Assert.Equal(("6.015000", "6.015000", "100000.000000"), (held["hold"], held["order_hold"], held["balance"]));
        Assert.Equal(("0.000000", "100000.000000"), (free["hold"], free["available"]));
        Assert.Equal(404, (await market.Seller.GetAsync($"/accounts/{market.Buyer.Account}")).Status);
        TestAnswer ledger = await market.Buyer.GetAsync($"/accounts/{market.Buyer.Account}/ledger?limit=4");
        Assert.Equal(["bid_release", "bid_release", "bid_hold", "bid_hold"], ledger.Body!.AsArray().Select(entry => entry!["details"]!["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_restricted_market_says_so_and_cancels_go_on()
    {
        TestMarket market = await exchange.MarketAsync("gb200-186");
        string resting = (await market.BuyAsync(1, "5"))["id"]!;
        await exchange.Operator.PutAsync("/operator/market", new { state = "cancel_only" });
        try
        {
            TestAnswer refused = await market.BuyAsync(1, "5");
            Assert.Equal((400, "Cancel only mode"), (refused.Status, refused["message"]));
            Assert.True((await market.Buyer.GetAsync($"/products/{market.Product}")).Body!["cancel_only"]!.GetValue<bool>());
            Assert.Equal(200, (await market.Buyer.DeleteAsync($"/orders/{resting}")).Status);
        }
        finally
        {
            Assert.Equal(200, (await exchange.Operator.PutAsync("/operator/market", new { state = "open" })).Status);
        }
    }

    [Fact]
    public async Task A_setting_is_changed_within_its_range_and_a_real_clock_never()
    {
        TestAnswer changed = await exchange.Operator.PutAsync("/operator/settings", new { setting = "market_collar_basis_points", value = 900 });
        TestAnswer refused = await exchange.Operator.PutAsync("/operator/settings", new { setting = "market_collar_basis_points", value = -1 });
        await exchange.Operator.PutAsync("/operator/settings", new { setting = "market_collar_basis_points", value = 1_000 });

        Assert.True(changed.Status == 200, changed.Body?.ToJsonString());
        Assert.Equal(900, changed.Body!["settings"]!["market_collar_basis_points"]!.GetValue<long>());
        Assert.Equal(400, refused.Status);
        Assert.Equal(400, (await exchange.Operator.PutAsync("/operator/clock", new { time = "2030-01-01T00:00:00Z" })).Status);
    }

    [Fact]
    public async Task Trades_candles_tickers_and_statistics_agree()
    {
        TestMarket market = await exchange.MarketAsync("b300-sxm6-288");
        foreach (string price in new[] { "7.00", "7.50", "6.50" })
        {
            await market.SellAsync(2, price);
            await market.BuyAsync(2, price);
        }

        TestAnswer trades = await market.Buyer.GetAsync($"/products/{market.Product}/trades?limit=2");
        TestAnswer ticker = await market.Buyer.GetAsync($"/products/{market.Product}/ticker");
        TestAnswer stats = await market.Buyer.GetAsync($"/products/{market.Product}/stats");
        TestAnswer candles = await market.Buyer.GetAsync($"/products/{market.Product}/candles?granularity=86400");

        Assert.Equal(["6.500000", "7.500000"], trades.Body!.AsArray().Select(trade => trade!["price"]!.GetValue<string>()));
        Assert.Equal("sell", trades.Body![0]!["side"]!.GetValue<string>());
        Assert.Equal(("6.500000", "2", "6"), (ticker["price"], ticker["size"], ticker["volume"]));
        Assert.Equal(("7.000000", "7.500000", "6.500000", "6.500000", "6"), (stats["open"], stats["high"], stats["low"], stats["last"], stats["volume"]));
        Assert.Equal([6.5m, 7.5m, 7m, 6.5m, 6m], candles.Body![0]!.AsArray().Skip(1).Select(value => value!.GetValue<decimal>()));
        Assert.Equal(400, (await market.Buyer.GetAsync($"/products/{market.Product}/candles?granularity=61")).Status);
        Assert.NotNull((await market.Buyer.GetAsync("/products/spark-lines")).Body![market.Product]);
    }

    [Fact]
    public async Task The_exchange_says_how_it_is()
    {
        using var http = new HttpClient { BaseAddress = exchange.Server.Address };

        string ready = await http.GetStringAsync("/health/ready");
        string metrics = await http.GetStringAsync("/metrics");
        string description = await http.GetStringAsync("/openapi.json");
        string docs = await http.GetStringAsync("/docs");

        Assert.Contains("\"ready\":true", ready, StringComparison.Ordinal);
        Assert.Contains("# TYPE exchange_events_total counter\nexchange_events_total ", metrics, StringComparison.Ordinal);
        Assert.Contains("exchange_commit_seconds_bucket{le=\"+Inf\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("\"/orders/{id}/explain\"", description, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", docs, StringComparison.Ordinal);
        using HttpResponseMessage nowhere = await http.GetAsync("/nowhere");
        Assert.Contains("\"message\":\"NotFound\"", await nowhere.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
