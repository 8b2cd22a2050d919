using System.Globalization;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Orders that say more than a plain one: where, when and how.</summary>
[Collection(nameof(RunningExchange))]
public sealed class RequirementsOverHttp(RunningExchange exchange)
{
    [Fact]
    public async Task A_bid_for_another_region_neither_trades_nor_shows_and_is_told_why()
    {
        TestMarket market = await exchange.MarketAsync("mi300x-192");
        await market.SellAsync(2, "3");

        TestAnswer bid = await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size = 2, price = "3", require = new { regions = new[] { "us" } } });
        TestAnswer why = await market.Buyer.GetAsync($"/orders/{bid["id"]}/explain");

        Assert.Equal("open", bid["status"]);
        Assert.Empty((await market.BookAsync(2)).Body!["bids"]!.AsArray());
        Assert.Contains(why.Body!["reasons"]!.AsArray(), reason => reason!["reason"]!.GetValue<string>() == "place");
        Assert.Equal(0, why.Body!["asks_serving"]!.GetValue<int>());
        await market.Buyer.DeleteAsync("/orders");
        await market.Seller.DeleteAsync("/orders");
    }

    [Fact]
    public async Task A_bid_for_the_right_region_takes_the_public_ask()
    {
        TestMarket market = await exchange.MarketAsync("mi325x-256");
        await market.SellAsync(2, "3");

        TestAnswer bid = await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size = 1, price = "3", require = new { regions = new[] { "eu/de" }, link = "nvswitch" } });

        Assert.Equal(("done", "filled"), (bid["status"], bid["done_reason"]));
        Assert.Equal("1", (await market.BookAsync(2)).Body!["asks"]![0]![1]!.GetValue<string>());
        await market.Seller.DeleteAsync("/orders");
    }

    [Fact]
    public async Task A_book_shows_what_another_requirement_would_see()
    {
        TestMarket market = await exchange.MarketAsync("mi250x-128");
        string other = await exchange.ListAsync("mi355x-288");
        TestClient dear = await exchange.OpenAsync("dear " + Guid.NewGuid().ToString("N")[..8], dollars: 100_000);
        await exchange.RegisterAsync(dear, "faster", nodes: 1, "mi355x-288");
        string first = (await market.SellAsync(2, "2"))["id"]!;
        string chunks = (await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 8, price = "2", availability = new { min_chunk = 4, chunk_step = 4 } }))["id"]!;
        string interruptible = (await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 4, price = "1", availability = new { firmness = "interruptible" } }))["id"]!;
        string faster = (await dear.PostAsync("/orders", new { product_id = other, side = "sell", size = 1, price = "2.7" }))["id"]!;

        Assert.Equal([("2.000000", "2", first)], await SeenAsync(market, "{}", 3, plain: true));
        Assert.Equal([("2.000000", "2", first), ("2.000000", "8", chunks)], await SeenAsync(market, "{}", 3));
        Assert.Equal([("2.000000", "10", "2")], await SeenAsync(market, """{"regions":["eu/de"],"link":"nvswitch"}""", 2));
        Assert.Equal([("1.000000", "4", interruptible)], await SeenAsync(market, """{"firmness":"interruptible"}""", 3));
        Assert.Empty(await SeenAsync(market, """{"regions":["us"]}""", 3));
        string factors = """{"skus":[{"sku":"mi250x-128","factor":"1"},{"sku":"mi355x-288","factor":"1.5"}]}""";
        Assert.Equal([("1.800000", "1", faster), ("2.000000", "2", first), ("2.000000", "8", chunks)], await SeenAsync(market, factors, 3));
        Assert.Equal([("1.800000", "1", "1")], await SeenAsync(market, factors, 1));
        foreach (string wrong in new[] { "no JSON", "null", """{"tee":"magic"}""", """{"skus":[{"sku":"no such"}]}""", """{"placement":"same_node"}""" })
            Assert.Equal(400, (await market.Buyer.GetAsync($"/products/{market.Product}/book?require={Uri.EscapeDataString(wrong)}")).Status);
        Assert.Contains("\"name\":\"require\"", (await market.Buyer.GetAsync("/openapi.json")).Body!.ToJsonString(), StringComparison.Ordinal);
        await market.Seller.DeleteAsync("/orders");
        await dear.DeleteAsync("/orders");
    }

    [Fact]
    public async Task A_preview_says_what_would_happen_and_changes_nothing()
    {
        TestMarket market = await exchange.MarketAsync("mi350x-288");
        await market.SellAsync(3, "4");
        string before = (await market.Buyer.GetAsync("/accounts")).Body!.ToJsonString();

        TestAnswer preview = await market.Buyer.PostAsync("/orders/preview", new { product_id = market.Product, side = "buy", size = 5, price = "4.5" });

        Assert.Equal(("3", "2", "12.000000", "0.030000"), (preview["filled_size"], preview["remaining_size"], preview["executed_value"], preview["fee"]));
        Assert.Equal("22.556250", preview["hold"]);
        Assert.Equal(before, (await market.Buyer.GetAsync("/accounts")).Body!.ToJsonString());
        Assert.Empty((await market.Buyer.GetAsync("/orders")).Body!.AsArray());
        await market.Seller.DeleteAsync("/orders");
    }

    [Fact]
    public async Task A_scheduled_bid_is_delivered_from_its_start()
    {
        TestMarket market = await exchange.MarketAsync("b200-sxm6-180");
        DateTime start = DateTime.UtcNow.Date.AddDays(1);
        await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 8, price = "6", availability = new { until = start.AddDays(3).ToString("O", CultureInfo.InvariantCulture) } });

        TestAnswer bid = await market.Buyer.PostAsync(
            "/orders", new { product_id = market.Product, side = "buy", size = 4, price = "6", delivery = new { start = start.ToString("O", CultureInfo.InvariantCulture), duration = "PT6H" } });

        Assert.Equal(("done", "24.000000"), (bid["status"], bid["filled_gpu_hours"]));
        TestAnswer fills = await market.Buyer.GetAsync($"/fills?order_id={bid["id"]}");
        Assert.StartsWith(start.ToString("yyyy-MM-dd'T'00:00:00", CultureInfo.InvariantCulture), fills.Body![0]!["start"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("8", (await market.BookAsync(2)).Body!["asks"]![0]![1]!.GetValue<string>());
        await market.Seller.DeleteAsync("/orders");
    }

    [Fact]
    public async Task An_ambiguous_sku_is_an_error_that_lists_what_it_could_mean()
    {
        TestMarket market = await exchange.MarketAsync("a100-sxm4-80");

        TestAnswer refused = await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size = 1, price = "1", require = new { skus = new[] { new { sku = "A100" } } } });

        Assert.Equal(400, refused.Status);
        Assert.Contains("a100-sxm4-80, a100-sxm4-40", refused["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_are_registered_shown_and_named_by_asks()
    {
        TestMarket market = await exchange.MarketAsync("h200-nvl-141");
        TestAnswer node = await market.Seller.PostAsync("/nodes", new { name = "rack-9", sku = "H200 NVL", gpus_per_node = 4, place = "us/va/iad", handover = new[] { "vm" } });

        TestAnswer ask = await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 4, price = "3", node = node["id"] });
        TestAnswer over = await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 1, price = "3", node = node["id"] });

        Assert.True(node.Status == 200, node.Body?.ToJsonString());
        Assert.Equal(("h200-nvl-141", "4"), (node["sku"], node["units"]));
        Assert.Equal(node["id"], ask["node"]);
        Assert.Equal((400, "units_taken"), (over.Status, over["code"]));
        Assert.Equal("4", (await market.Seller.GetAsync($"/nodes/{node["id"]}"))["committed_units"]);
        Assert.Equal(404, (await market.Buyer.GetAsync($"/nodes/{node["id"]}")).Status);
        Assert.Equal(400, (await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 1, price = "3", node = node["id"] })).Status);
        Assert.Empty((await market.BookAsync(2)).Body!["asks"]!.AsArray());
        await market.Seller.DeleteAsync("/orders");
    }

    /// <summary>Price, size and order or count of each ask that a requirement would see.</summary>
    private static async Task<(string Price, string Size, string Last)[]> SeenAsync(TestMarket market, string require, int level, bool plain = false)
    {
        TestAnswer book = await market.Buyer.GetAsync($"/products/{market.Product}/book?level={level}" + (plain ? "" : $"&require={Uri.EscapeDataString(require)}"));
        Assert.Equal(200, book.Status);
        return [.. book.Body!["asks"]!.AsArray().Select(row => (row![0]!.ToString(), row[1]!.ToString(), row[2]!.ToString()))];
    }
}
