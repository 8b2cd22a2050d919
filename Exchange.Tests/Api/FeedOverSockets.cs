using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Exchange.Api.Wire;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>The feed as its readers see it.</summary>
[Collection(nameof(RunningExchange))]
public sealed class FeedOverSockets(RunningExchange exchange)
{
    [Fact]
    public async Task The_full_channel_tells_an_orders_life_without_a_gap()
    {
        TestMarket market = await exchange.MarketAsync("v100-sxm2-16");
        await using FeedListener feed = await ListenAsync(market, "full");

        string ask = (await market.SellAsync(3, "0.30"))["id"]!;
        string bid = (await market.BuyAsync(1, "0.30"))["id"]!;
        await market.Seller.PatchAsync($"/orders/{ask}", new { remaining_size = 1 });
        await market.Seller.DeleteAsync($"/orders/{ask}");

        List<JsonNode> told = await feed.TakeAsync(7);
        Assert.Equal(["received", "open", "received", "match", "done", "change", "done"], told.Select(message => message["type"]!.GetValue<string>()));
        Assert.Equal(told.Select((_, at) => told[0]["sequence"]!.GetValue<long>() + at), told.Select(message => message["sequence"]!.GetValue<long>()));
        Assert.Equal((ask, bid, "sell", "1", "0.300000"), (Text(told[3], "maker_order_id"), Text(told[3], "taker_order_id"), Text(told[3], "side"), Text(told[3], "size"), Text(told[3], "price")));
        Assert.Equal((bid, "filled"), (Text(told[4], "order_id"), Text(told[4], "reason")));
        Assert.Equal(("2", "1"), (Text(told[5], "old_size"), Text(told[5], "new_size")));
        Assert.Equal((ask, "canceled", "1"), (Text(told[6], "order_id"), Text(told[6], "reason"), Text(told[6], "remaining_size")));
    }

    [Fact]
    public async Task A_reader_resumes_where_it_left_off()
    {
        TestMarket market = await exchange.MarketAsync("v100-sxm2-32");
        long sequence;
        await using (FeedListener first = await ListenAsync(market, "full"))
        {
            await market.BuyAsync(1, "0.20");
            sequence = (await first.TakeAsync(2))[1]["sequence"]!.GetValue<long>();
        }

        await market.BuyAsync(2, "0.21");
        await using FeedListener again = await ListenAsync(market, "full", new JsonObject { ["from_sequence"] = sequence });
        await market.Buyer.DeleteAsync("/orders");

        Assert.Equal([sequence + 1, sequence + 2, sequence + 3, sequence + 4], (await again.TakeAsync(4)).Select(message => message["sequence"]!.GetValue<long>()));
        await using FeedListener tooOld = await ListenAsync(market, "full", new JsonObject { ["from_sequence"] = -5 });
        Assert.Equal("error", Text((await tooOld.TakeAsync(1))[0], "type"));
    }

    [Fact]
    public async Task Levels_kept_from_the_feed_have_the_checksum_that_it_states()
    {
        TestMarket market = await exchange.MarketAsync("t4-16");
        await market.SellAsync(5, "0.20");
        await using FeedListener feed = await ListenAsync(market, "level2");
        var bids = new SortedDictionary<decimal, string>(Comparer<decimal>.Create((left, right) => right.CompareTo(left)));
        var asks = new SortedDictionary<decimal, string>();
        JsonNode snapshot = (await feed.TakeAsync(1))[0];
        foreach (JsonNode? level in snapshot["asks"]!.AsArray()) asks[Price(level![0]!)] = level[1]!.GetValue<string>();
        Assert.Equal(Checksum(bids, asks), snapshot["checksum"]!.GetValue<uint>());

        await market.BuyAsync(2, "0.20");
        await market.BuyAsync(4, "0.15");
        await market.SellAsync(1, "0.21");
        await market.BuyAsync(9, "0.20");

        string left = "";
        while (left != "6")
        {
            JsonNode update = (await feed.TakeAsync(1))[0];
            foreach (JsonNode? change in update["changes"]!.AsArray())
            {
                SortedDictionary<decimal, string> side = change![0]!.GetValue<string>() == "buy" ? bids : asks;
                if (change[2]!.GetValue<string>() == "0") side.Remove(Price(change[1]!));
                else side[Price(change[1]!)] = change[2]!.GetValue<string>();
            }

            Assert.Equal(Checksum(bids, asks), update["checksum"]!.GetValue<uint>());
            left = bids.GetValueOrDefault(0.20m, "");
        }

        Assert.Equal(["6", "4"], bids.Values);
        Assert.Equal(["1"], asks.Values);
    }

    [Fact]
    public async Task The_user_channel_is_for_the_signed_alone()
    {
        TestMarket market = await exchange.MarketAsync("p40-24");
        await using FeedListener unsigned = await ListenAsync(market, "user");
        Assert.Equal("Authentication Failed", Text((await unsigned.TakeAsync(1))[0], "message"));

        await using FeedListener own = await ListenAsync(market, "user", FeedListener.Signed(market.Seller));
        string ask = (await market.SellAsync(1, "0.20"))["id"]!;
        await market.BuyAsync(1, "0.20");

        List<JsonNode> told = await own.TakeAsync(4);
        Assert.Equal(["received", "open", "match", "done"], told.Select(message => Text(message, "type")));
        Assert.All(told, message => Assert.Equal(ask, Text(message, "order_id") ?? Text(message, "maker_order_id")));
        Assert.NotNull(told[2]["maker_fee_rate"]);
    }

    [Fact]
    public async Task Trades_of_hidden_orders_reach_matches_and_are_no_match_in_the_full_channel()
    {
        TestMarket market = await exchange.MarketAsync("p100-sxm2-16");
        await market.SellAsync(2, "0.30");
        await using FeedListener full = await ListenAsync(market, "full");
        await using FeedListener matches = await ListenAsync(market, "matches");

        await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size = 1, price = "0.30", require = new { regions = new[] { "eu" } } });

        Assert.Equal("1", Text((await matches.TakeAsync(1))[0], "size"));
        List<JsonNode> told = await full.TakeAsync(3);
        Assert.Equal(["received", "change", "done"], told.Select(message => Text(message, "type")));
        Assert.Equal(("2", "1", "other_trade"), (Text(told[1], "old_size"), Text(told[1], "new_size"), Text(told[1], "reason")));
        await market.Seller.DeleteAsync("/orders");
    }

    [Fact]
    public async Task When_the_connection_ends_the_orders_go_if_that_was_asked()
    {
        TestMarket market = await exchange.MarketAsync("p100-pcie-16");
        await using FeedListener watcher = await ListenAsync(market, "full");
        JsonObject signed = FeedListener.Signed(market.Buyer);
        signed["cancel_on_disconnect"] = true;
        await using (await ListenAsync(market, "user", signed)) await market.BuyAsync(1, "0.2");

        List<JsonNode> told = await watcher.TakeAsync(3);
        Assert.Equal(["received", "open", "done"], told.Select(message => Text(message, "type")));
    }

    [Fact]
    public async Task Heartbeats_tickers_and_status_come_by_themselves()
    {
        TestMarket market = await exchange.MarketAsync("k80-12");
        await using FeedListener feed = await ListenAsync(market, "heartbeat", null, "ticker", "status");

        List<JsonNode> told = await feed.TakeAsync(3);

        Assert.Equal(["heartbeat", "status", "ticker"], told.Select(message => Text(message, "type")).Order());
    }

    [Fact]
    public async Task Who_asks_for_what_there_is_not_is_told_so()
    {
        TestMarket market = await exchange.MarketAsync("l4-24");

        await using FeedListener channel = await ListenAsync(market, "gossip");
        await using FeedListener product = await FeedListener.OpenAsync(exchange.Server.Address, new JsonObject { ["type"] = "subscribe", ["product_ids"] = new JsonArray("NO-USD"), ["channels"] = new JsonArray("full") });
        await using FeedListener nonsense = await FeedListener.OpenAsync(exchange.Server.Address, new JsonObject { ["type"] = "shout" });

        Assert.Equal("gossip is not a valid channel", Text((await channel.TakeAsync(1))[0], "reason"));
        Assert.Equal("NO-USD: not a product", Text((await product.TakeAsync(1))[0], "reason"));
        Assert.Equal("Malformed message", Text((await nonsense.TakeAsync(1))[0], "message"));
    }

    [Fact]
    public async Task Who_subscribes_to_nothing_in_time_is_shown_the_door()
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{exchange.Server.Address.Authority}/"), default);

        WebSocketReceiveResult end = await socket.ReceiveAsync(new byte[1_024], default);

        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.PolicyViolation), (end.MessageType, end.CloseStatus));
    }

    private Task<FeedListener> ListenAsync(TestMarket market, string channel, JsonObject? more = null, params string[] others)
    {
        JsonObject request = more ?? [];
        request["type"] = "subscribe";
        request["product_ids"] = new JsonArray(market.Product);
        request["channels"] = new JsonArray([channel, .. others.Select(other => (JsonNode)other)]);
        return FeedListener.OpenAsync(exchange.Server.Address, request);
    }

    private static string? Text(JsonNode message, string field) => message[field]?.ToString();

    private static decimal Price(JsonNode text) => decimal.Parse(text.GetValue<string>(), CultureInfo.InvariantCulture);

    private static uint Checksum(SortedDictionary<decimal, string> bids, SortedDictionary<decimal, string> asks)
    {
        BookChecksum sum = BookChecksum.Begin();
        foreach ((decimal price, string size) in asks.Take(10).Concat(bids.Take(10))) sum.Add(price.ToString("0.000000", CultureInfo.InvariantCulture), size);
        return sum.Value;
    }
}
