using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Orders as a client of the trading API knows them.</summary>
[Collection(nameof(RunningExchange))]
public sealed class OrdersOverHttp(RunningExchange exchange)
{
    [Fact]
    public async Task An_order_is_read_back_as_it_was_placed()
    {
        TestMarket market = await exchange.MarketAsync("a100-sxm4-80");
        string oid = Guid.NewGuid().ToString();

        TestAnswer placed = await market.Buyer.PostAsync(
            "/orders", new { product_id = market.Product, side = "buy", type = "limit", size = "2", price = "1.2500", client_oid = oid, stp = "co", post_only = true });

        Assert.Equal(200, placed.Status);
        TestAnswer read = await market.Buyer.GetAsync($"/orders/{placed["id"]}");
        Assert.Equal(placed.Body!.ToJsonString(), read.Body!.ToJsonString());
        Assert.Equal(("open", "2", "1.250000", "co", "True"), (read["status"], read["size"], read["price"], read["stp"], bool.Parse(read["post_only"]!).ToString()));
        Assert.Equal(read.Body!.ToJsonString(), (await market.Buyer.GetAsync($"/orders/client:{oid}")).Body!.ToJsonString());
        Assert.Equal(placed["id"], (await market.Buyer.DeleteAsync($"/orders/client:{oid}")).Body!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_client_id_is_the_same_order_and_never_a_conflict()
    {
        TestMarket market = await exchange.MarketAsync("a100-sxm4-80");
        object ask = new { product_id = market.Product, side = "sell", size = 1, price = "9", client_oid = Guid.NewGuid() };
        object other = new { product_id = market.Product, side = "sell", size = 2, price = "9", client_oid = ask.GetType().GetProperty("client_oid")!.GetValue(ask) };

        TestAnswer first = await market.Seller.PostAsync("/orders", ask);
        TestAnswer repeated = await market.Seller.PostAsync("/orders", ask);
        TestAnswer reused = await market.Seller.PostAsync("/orders", other);

        Assert.Equal(first["id"], repeated["id"]);
        Assert.Equal((400, "client_order_id_reused"), (reused.Status, reused["code"]));
        await market.Seller.DeleteAsync("/orders");
        Assert.Equal(first["id"], (await market.Seller.PostAsync("/orders", ask))["id"]);
    }

    [Fact]
    public async Task Another_partys_order_looks_like_none()
    {
        TestMarket market = await exchange.MarketAsync("a100-sxm4-80");
        string id = (await market.BuyAsync(1, "1"))["id"]!;

        foreach (TestAnswer answer in new[] { await market.Seller.GetAsync($"/orders/{id}"), await market.Seller.DeleteAsync($"/orders/{id}"), await market.Seller.PatchAsync($"/orders/{id}", new { price = "2" }) })
            Assert.Equal((404, "order not found"), (answer.Status, answer["message"]));
        await market.Buyer.DeleteAsync("/orders");
    }

    [Fact]
    public async Task Refusals_are_in_the_words_that_clients_know()
    {
        TestMarket market = await exchange.MarketAsync("a100-sxm4-80");
        string product = market.Product;

        await RefusedAsync(market.Buyer, new { product_id = "NO-USD", side = "buy", size = 1, price = "1" }, 404, "Product not found");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = "0.5", price = "1" }, 400, "size is too small");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = "1.5", price = "1" }, 400, "size too precise");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = 1, price = "1.00001" }, 400, "price too precise");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = 1, price = "1.0000001" }, 400, "price too precise");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "hold", size = 1, price = "1" }, 400, "side must be");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = 1, type = "market" }, 400, "no liquidity");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "sell", size = 1, price = "1" }, 400, "the account has no node");
        await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = 1, price = "1", time_in_force = "GTT" }, 400, "GTT needs expire_time");
        TestAnswer poor = await RefusedAsync(market.Buyer, new { product_id = product, side = "buy", size = 60_000, price = "2" }, 400, "Insufficient funds");
        Assert.Equal("20300.000000", poor["shortfall"]);
        Assert.Equal((400, "Invalid order id"), ((await market.Buyer.GetAsync("/orders/12")).Status, (await market.Buyer.GetAsync("/orders/12"))["message"]));
        TestAnswer malformed = await market.Buyer.PostAsync("/orders", new[] { "not an order" });
        Assert.Equal((400, "bad_request"), (malformed.Status, malformed["code"]));
    }

    [Fact]
    public async Task A_plain_sell_is_done_when_its_size_is_sold()
    {
        TestMarket market = await exchange.MarketAsync("l40s-48");
        TestAnswer ask = await market.SellAsync(4, "1.10");

        TestAnswer first = await market.BuyAsync(1, "1.10");
        TestAnswer half = await market.Seller.GetAsync($"/orders/{ask["id"]}");
        TestAnswer second = await market.BuyAsync(3, "1.20");
        TestAnswer sold = await market.Seller.GetAsync($"/orders/{ask["id"]}");

        Assert.Equal(("done", "filled", "1", "1.100000", "0.002750"), (first["status"], first["done_reason"], first["filled_size"], first["executed_value"], first["fill_fees"]));
        Assert.Equal(("open", "1", "3"), (half["status"], half["filled_size"], half["remaining_size"]));
        Assert.Equal("3.300000", second["executed_value"]);
        Assert.Equal(("done", "filled", "4", "4.400000"), (sold["status"], sold["done_reason"], sold["filled_size"], sold["executed_value"]));
        Assert.Equal((400, "Order already done"), ((await market.Seller.DeleteAsync($"/orders/{ask["id"]}")).Status, (await market.Seller.DeleteAsync($"/orders/{ask["id"]}"))["message"]));
        TestAnswer fills = await market.Seller.GetAsync($"/fills?order_id={ask["id"]}");
        Assert.Equal(["3", "1"], fills.Body!.AsArray().Select(fill => fill!["size"]!.GetValue<string>()));
        Assert.All(fills.Body!.AsArray(), fill => Assert.Equal("M", fill!["liquidity"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("filled")]
    [InlineData("canceled")]
    public async Task What_is_done_says_so_to_its_owner_and_nothing_to_others(string how)
    {
        TestMarket market = await exchange.MarketAsync("l40s-48");
        string oid = Guid.NewGuid().ToString();
        string id = (await market.Seller.PostAsync("/orders", new { product_id = market.Product, side = "sell", size = 1, price = "1.10", client_oid = oid }))["id"]!;
        if (how == "filled") await market.BuyAsync(1, "1.10");
        else await market.Seller.DeleteAsync($"/orders/{id}");
        Assert.Equal(("done", how), ((await market.Seller.GetAsync($"/orders/{id}"))["status"], (await market.Seller.GetAsync($"/orders/{id}"))["done_reason"]));

        TestAnswer[] own = [await market.Seller.DeleteAsync($"/orders/{id}"), await market.Seller.DeleteAsync($"/orders/client:{oid}"), await market.Seller.PatchAsync($"/orders/{id}", new { price = "1.20" })];
        TestAnswer batch = await market.Seller.DeleteAsync("/orders/batch", new[] { id });
        TestAnswer[] others = [await market.Buyer.DeleteAsync($"/orders/{id}"), await market.Buyer.PatchAsync($"/orders/{id}", new { price = "1.20" })];

        Assert.All(own, answer => Assert.Equal((400, "order_done", "Order already done"), (answer.Status, answer["code"], answer["message"])));
        Assert.Equal((400, "Order already done"), (batch.Body![0]!["status"]!.GetValue<int>(), batch.Body[0]!["problem"]!["message"]!.GetValue<string>()));
        Assert.All(others, answer => Assert.Equal((404, "order not found"), (answer.Status, answer["message"])));
    }

    [Fact]
    public async Task Fewer_keep_their_place_and_another_price_loses_it()
    {
        TestMarket market = await exchange.MarketAsync("rtx4090-24");
        string first = (await market.BuyAsync(5, "0.30"))["id"]!;
        string second = (await market.BuyAsync(5, "0.30"))["id"]!;

        TestAnswer reduced = await market.Buyer.PatchAsync($"/orders/{first}", new { remaining_size = 2 });
        Assert.Equal([first, second], await BidsAsync(market));
        TestAnswer raised = await market.Buyer.PatchAsync($"/orders/{first}", new { remaining_size = "4" });
        Assert.Equal([second, first], await BidsAsync(market));
        TestAnswer repriced = await market.Buyer.PatchAsync($"/orders/{second}", new { price = "0.29" });

        Assert.Equal(("2", "4", "0.290000"), (reduced["remaining_size"], raised["remaining_size"], repriced["price"]));
        Assert.Equal([first, second], await BidsAsync(market));
        Assert.Equal("nothing_to_amend", (await market.Buyer.PatchAsync($"/orders/{second}", new { price = "0.29" }))["code"]);
        await market.Buyer.DeleteAsync("/orders");
    }

    [Theory]
    [InlineData("query")]
    [InlineData("body")]
    public async Task Cancelling_all_of_a_product_leaves_the_others(string place)
    {
        TestMarket market = await exchange.MarketAsync("rtx5090-32");
        string other = await exchange.ListAsync("l4-24");
        string kept = (await market.Buyer.PostAsync("/orders", new { product_id = other, side = "buy", size = 1, price = "0.2" }))["id"]!;
        string[] gone = [(await market.BuyAsync(1, "0.4"))["id"]!, (await market.BuyAsync(1, "0.41"))["id"]!];

        TestAnswer cancelled = place == "query"
            ? await market.Buyer.DeleteAsync($"/orders?product_id={market.Product}")
            : await market.Buyer.DeleteAsync("/orders", new { product_id = market.Product.Replace('-', '/') });

        Assert.Equal(gone, cancelled.Body!.AsArray().Select(id => id!.GetValue<string>()));
        Assert.Equal(kept, Assert.Single((await market.Buyer.GetAsync("/orders")).Body!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(404, (await market.Buyer.DeleteAsync("/orders?product_id=NO-USD")).Status);
        await market.Buyer.DeleteAsync("/orders");
    }

    [Fact]
    public async Task Lists_go_by_pages_of_cursors()
    {
        TestMarket market = await exchange.MarketAsync("a10-24");
        var placed = new List<string>();
        for (int i = 0; i < 5; i++) placed.Add((await market.BuyAsync(1, "0.2"))["id"]!);
        await market.Buyer.DeleteAsync($"/orders/{placed[2]}");
        placed.Reverse();

        foreach ((string status, string[] all) in new[] { ("open", placed.Where((_, at) => at != 2).ToArray()), ("all", placed.ToArray()) })
        {
            TestAnswer head = await market.Buyer.GetAsync($"/orders?status={status}&limit=2");
            TestAnswer tail = await market.Buyer.GetAsync($"/orders?status={status}&limit=9&after={head.Headers["CB-AFTER"]}");
            TestAnswer again = await market.Buyer.GetAsync($"/orders?status={status}&limit=9&before={tail.Headers["CB-BEFORE"]}");
            Assert.Equal(all, Ids(head).Concat(Ids(tail)));
            Assert.Equal(Ids(head), Ids(again));
        }

        Assert.Equal([placed[2]], Ids(await market.Buyer.GetAsync("/orders?status=done")));
        Assert.Equal(400, (await market.Buyer.GetAsync("/orders?limit=1001")).Status);
        await market.Buyer.DeleteAsync("/orders");
    }

    [Fact]
    public async Task A_batch_answers_for_each_order()
    {
        TestMarket market = await exchange.MarketAsync("a40-48");
        TestAnswer placed = await market.Buyer.PostAsync("/orders/batch", new object[]
        {
            new { product_id = market.Product, side = "buy", size = 1, price = "0.3" },
            new { product_id = market.Product, side = "buy", size = 0, price = "0.3" },
        });
        string id = placed.Body![0]!["order"]!["id"]!.GetValue<string>();

        TestAnswer cancelled = await market.Buyer.DeleteAsync("/orders/batch", new[] { id, "nonsense" });

        Assert.Equal([200, 400], placed.Body!.AsArray().Select(item => item!["status"]!.GetValue<int>()));
        Assert.Equal([200, 400], cancelled.Body!.AsArray().Select(item => item!["status"]!.GetValue<int>()));
        Assert.Equal(400, (await market.Buyer.PostAsync("/orders/batch", Enumerable.Repeat(new { side = "buy" }, 51))).Status);
        TestAnswer gap = await market.Buyer.PostAsync("/orders/batch", new object?[] { new { side = "buy" }, null });
        TestAnswer none = await market.Buyer.DeleteAsync("/orders/batch", new string?[] { null });
        Assert.Equal((400, "invalid_batch"), (gap.Status, gap["code"]));
        Assert.Equal((400, "invalid_order_id"), (none.Body![0]!["status"]!.GetValue<int>(), none.Body[0]!["problem"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_dead_mans_switch_is_armed_and_disarmed()
    {
        TestMarket market = await exchange.MarketAsync("a40-48");

        Assert.NotNull((await market.Buyer.PostAsync("/cancel-after", new { timeout = 60 }))["deadline"]);
        Assert.Null((await market.Buyer.PostAsync("/cancel-after", new { timeout = 0 }))["deadline"]);
        Assert.Equal(400, (await market.Buyer.PostAsync("/cancel-after", new { timeout = -1 })).Status);
    }

    private static async Task<TestAnswer> RefusedAsync(TestClient client, object order, int status, string words)
    {
        TestAnswer answer = await client.PostAsync("/orders", order);
        Assert.Equal(status, answer.Status);
        Assert.StartsWith(words, answer["message"], StringComparison.Ordinal);
        return answer;
    }

    private static async Task<string[]> BidsAsync(TestMarket market) =>
        [.. (await market.BookAsync(3)).Body!["bids"]!.AsArray().Select(row => row![2]!.GetValue<string>())];

    private static string[] Ids(TestAnswer list) => [.. list.Body!.AsArray().Select(order => order!["id"]!.GetValue<string>())];
}
