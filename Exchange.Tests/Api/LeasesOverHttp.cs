using System.Globalization;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>The life of a lease as its parties live it: handed over, connected to, ended.</summary>
[Collection(nameof(TimedExchange))]
public sealed class LeasesOverHttp(TimedExchange exchange)
{
    private static readonly object Box = new { host = "10.1.2.3", port = 22, user = "tenant" };

    [Fact]
    public async Task A_lease_is_handed_over_on_the_lowest_free_units_and_its_buyer_connects()
    {
        (TestMarket market, string first) = await exchange.SoldAsync("h100-sxm5-80", size: 3, price: "2");
        string second = await TimedExchange.SellAsync(market, size: 2, price: "2");

        TestAnswer handed = await market.Seller.PostAsync($"/leases/{first}/provisioned", new { handover = "container", descriptor = Box });
        TestAnswer again = await market.Seller.PostAsync($"/leases/{first}/provisioned", new { handover = "container", descriptor = Box });
        TestAnswer other = await market.Seller.PostAsync($"/leases/{first}/provisioned", new { descriptor = new { host = "elsewhere" } });
        TestAnswer next = await market.Seller.PostAsync($"/leases/{second}/provisioned", new { descriptor = Box });
        await exchange.PassAsync(1);
        TestAnswer active = await market.Buyer.GetAsync($"/leases/{first}");
        TestAnswer reached = await market.Buyer.GetAsync($"/leases/{first}/connection");

        Assert.True(handed.Status == 200, handed.Body?.ToJsonString());
        Assert.Equal("""[{"first":0,"count":3}]""", handed.Body!["units"]!.ToJsonString());
        Assert.Equal("""[{"first":3,"count":2}]""", next.Body!["units"]!.ToJsonString());
        Assert.Equal((200, 400, "already_done"), (again.Status, other.Status, other["code"]));
        Assert.Equal(1, await ConnectionsAsync(first));
        Assert.Equal(("active", null, "3", "6.000000"), (active["state"], active["close_reason"], active["size"], active.Body!["money"]!["escrow"]!.GetValue<string>()));
        Assert.Equal("""{"host":"10.1.2.3","port":22,"user":"tenant"}""", reached.Body!["descriptor"]!.ToJsonString());
        Assert.Equal(Sha256("""{"host":"10.1.2.3","port":22,"user":"tenant"}"""), reached["sha256"]);
    }

    [Fact]
    public async Task What_was_handed_over_stays_there_whatever_is_sent_before_the_views_know_of_it()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("h100-sxm5-80", size: 1, price: "2");
        string named = await TimedExchange.SellAsync(market, size: 1, price: "2");
        await market.Seller.GetAsync($"/leases/{named}");
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(exchange.Venue.Server.Connection);
        await using (NpgsqlConnection keeper = await database.OpenConnectionAsync())
        await using (NpgsqlTransaction held = await keeper.BeginTransactionAsync())
        {
            await using var behind = new NpgsqlCommand("lock table exchange.leases in exclusive mode", keeper);
            await behind.ExecuteNonQueryAsync();
            object hand = new { handover = "container", descriptor = Box };
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => market.Seller.PostAsync($"/leases/{lease}/provisioned", hand)));
            await market.Seller.PostAsync($"/leases/{named}/provisioned", new { handover = "container", units = new[] { 5 }, descriptor = Box });
            await market.Seller.PostAsync($"/leases/{named}/provisioned", new { handover = "container", units = new[] { 6 }, descriptor = Box });
            await held.CommitAsync();
        }

        Assert.Equal((200, 200), ((await market.Buyer.GetAsync($"/leases/{lease}/connection")).Status, (await market.Buyer.GetAsync($"/leases/{named}/connection")).Status));
    }

    [Fact]
    public async Task Leases_that_are_handed_over_at_once_are_given_different_units()
    {
        (TestMarket market, string first) = await exchange.SoldAsync("h100-sxm5-80", size: 1, price: "2");
        var leases = new List<string> { first };
        for (int more = 0; more < 7; more++) leases.Add(await TimedExchange.SellAsync(market, size: 1, price: "2"));

        TestAnswer[] handed = await Task.WhenAll(leases.Select(lease => market.Seller.PostAsync($"/leases/{lease}/provisioned", new { handover = "container", descriptor = Box })));

        Assert.All(handed, answer => Assert.True(answer.Status == 200, answer.Body?.ToJsonString()));
        Assert.Equal(Enumerable.Range(0, 8), handed.Select(answer => answer.Body!["units"]![0]!["first"]!.GetValue<int>()).Order());
    }

    [Fact]
    public async Task Nobody_else_sees_a_lease_or_does_anything_with_it()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("h200-sxm5-141", size: 1, price: "3");
        TestClient stranger = await exchange.Venue.OpenAsync("stranger", dollars: 10);
        object hand = new { descriptor = Box };

        TestAnswer[] missing =
        [
            await stranger.GetAsync($"/leases/{lease}"), await stranger.GetAsync($"/leases/{lease}/connection"), await stranger.GetAsync($"/leases/{lease}/hours"),
            await stranger.PostAsync($"/leases/{lease}/provisioned", hand), await stranger.PostAsync($"/leases/{lease}/terminate", hand),
            await stranger.PostAsync($"/leases/{lease}/reclaim", hand), await market.Buyer.PostAsync($"/leases/{lease}/provisioned", hand),
            await market.Buyer.PostAsync($"/leases/{lease}/reclaim", hand), await market.Seller.PostAsync($"/leases/{lease}/terminate", hand),
            await stranger.GetAsync("/leases/999999999"), await stranger.GetAsync("/leases/nonsense"),
        ];

        Assert.All(missing, answer => Assert.Equal((404, "unknown_lease", "lease not found"), (answer.Status, answer["code"], answer["message"])));
        Assert.Empty((await stranger.GetAsync("/leases")).Body!.AsArray());
        Assert.Equal("not_provisioned", (await market.Buyer.GetAsync($"/leases/{lease}/connection"))["code"]);
        Assert.Equal(403, (await stranger.PostAsync($"/operator/leases/{lease}/end", new { })).Status);
    }

    [Theory]
    [InlineData("descriptor", null, "invalid_descriptor")]
    [InlineData("handover", "by_post", "invalid_handover")]
    [InlineData("units", "gpu", "invalid_units")]
    [InlineData("units", 128, "units_not_free")]
    public async Task What_cannot_be_handed_over_is_refused(string field, object? value, string code)
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("h100-pcie-80", size: 1, price: "1.5");
        var request = new Dictionary<string, object?> { ["descriptor"] = Box };
        request[field] = field == "units" ? new[] { value } : value;

        TestAnswer refused = await market.Seller.PostAsync($"/leases/{lease}/provisioned", request);

        Assert.Equal((400, code), (refused.Status, refused["code"]));
        Assert.Equal(0, await ConnectionsAsync(lease));
        Assert.Equal(400, (await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = new { host = new string('h', 4_096) } })).Status);
    }

    [Fact]
    public async Task A_buyer_ends_a_lease_with_an_hours_notice_and_pays_no_more()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("a100-sxm4-80", size: 2, price: "1", new { duration = "PT5H" });
        await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = Box });
        await exchange.PassAsync(1);

        TestAnswer ended = await market.Buyer.PostAsync($"/leases/{lease}/terminate", new { });
        TestAnswer twice = await market.Buyer.PostAsync($"/leases/{lease}/terminate", new { });

        DateTime start = DateTime.Parse(ended["start"]!, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        DateTime end = DateTime.Parse(ended["end"]!, null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        Assert.Equal((200, "1001", 61), (ended.Status, ended["close_reason"], (int)(end - start).TotalMinutes));
        Assert.Equal("2.033333", ended.Body!["money"]!["escrow"]!.GetValue<string>());
        Assert.Equal("lease_state_contradicts", twice["code"]);
        await exchange.PassAsync(62);
        Assert.Equal("closed_by_buyer", (await market.Seller.GetAsync($"/leases/{lease}"))["state"]);
    }

    [Fact]
    public async Task A_lease_that_nobody_hands_over_is_a_default()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("a100-pcie-80", size: 1, price: "1");

        await exchange.PassAsync(17);
        TestAnswer failed = await market.Buyer.GetAsync($"/leases/{lease}");

        Assert.Equal(("2001", "cash_settled", "nothing_offered"), (failed["close_reason"], failed["state"], failed["not_bought_in"]));
        Assert.Single((await market.Buyer.GetAsync("/leases?role=buyer&state=cash_settled&state=bought_in")).Body!.AsArray());
        Assert.Empty((await market.Buyer.GetAsync("/leases?role=buyer&state=active")).Body!.AsArray());
        Assert.Empty((await market.Buyer.GetAsync("/leases?role=provider")).Body!.AsArray());
        Assert.Equal(400, (await market.Buyer.GetAsync("/leases?role=monitor")).Status);
        Assert.Equal(400, (await market.Buyer.GetAsync("/leases?state=gone")).Status);
    }

    [Fact]
    public async Task A_standard_lease_is_reclaimed_at_the_price_of_a_default()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("l40s-48", size: 1, price: "1", new { duration = "PT5H" });
        await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = Box });
        await exchange.PassAsync(1);

        TestAnswer reclaimed = await market.Seller.PostAsync($"/leases/{lease}/reclaim", new { });

        Assert.Equal(("2003", "reclaiming"), (reclaimed["close_reason"], reclaimed["state"]));
    }

    [Fact]
    public async Task Leases_go_by_pages_and_the_operator_ends_one()
    {
        (TestMarket market, string first) = await exchange.SoldAsync("a10-24", size: 1, price: "0.5", new { duration = "PT5H" });
        string second = await TimedExchange.SellAsync(market, size: 1, price: "0.5");
        string third = await TimedExchange.SellAsync(market, size: 1, price: "0.5");

        TestAnswer head = await market.Buyer.GetAsync("/leases?limit=2");
        TestAnswer tail = await market.Buyer.GetAsync($"/leases?limit=2&after={head.Headers["CB-AFTER"]}");
        TestAnswer ended = await exchange.Venue.Operator.PostAsync($"/operator/leases/{first}/end", new { });

        Assert.Equal([third, second, first], head.Body!.AsArray().Concat(tail.Body!.AsArray()).Select(lease => lease!["id"]!.ToString()));
        Assert.Equal((200, "3002"), (ended.Status, ended["close_reason"]));
        Assert.Equal(400, (await exchange.Venue.Operator.PostAsync("/operator/insurance", new { amount = "100000" })).Status);
        TestAnswer funded = await exchange.Venue.Operator.PostAsync("/operator/insurance", new { amount = "0.001" });
        Assert.True(funded.Status == 200, funded.Body?.ToJsonString());
    }

    [Fact]
    public async Task What_an_ended_lease_leaves_is_offered_again_behind_the_others()
    {
        TestMarket market = await exchange.Venue.MarketAsync("gh200-96");
        TestClient rival = await exchange.Venue.OpenAsync("rival", dollars: 1_000);
        await exchange.Venue.RegisterAsync(rival, "rival's", nodes: 1, "gh200-96");
        object offer = new { product_id = market.Product, side = "sell", size = 4, price = "3", availability = new { replenish = true } };
        string ask = (await market.Seller.PostAsync("/orders", offer))["id"]!;
        string other = (await market.OrderAsync(rival, "sell", 1, "3"))["id"]!;
        await market.Buyer.PostAsync("/orders", new { product_id = market.Product, side = "buy", size = 2, price = "3", delivery = new { duration = "PT5H" } });
        string lease = Assert.Single((await market.Buyer.GetAsync("/leases")).Body!.AsArray())!["id"]!.ToString();
        Assert.Equal([(ask, "2"), (other, "1")], await AsksAsync(market));

        TestAnswer ended = await market.Buyer.PostAsync($"/leases/{lease}/terminate", new { });

        Assert.True(ended.Status == 200, ended.Body?.ToJsonString());
        Assert.Equal([(other, "1"), (ask, "2")], await AsksAsync(market));
        await exchange.PassAsync(55);
        Assert.Equal([(other, "1"), (ask, "4")], await AsksAsync(market));
        await market.Seller.DeleteAsync("/orders");
        await rival.DeleteAsync("/orders");
    }

    private static async Task<(string Order, string Size)[]> AsksAsync(TestMarket market) =>
        [.. (await market.BookAsync(3)).Body!["asks"]!.AsArray().Select(row => (row![2]!.GetValue<string>(), row[1]!.GetValue<string>()))];

    private static string Sha256(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>How many descriptions of how to connect to a lease are kept.</summary>
    private async Task<long> ConnectionsAsync(string lease)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(exchange.Venue.Server.Connection);
        await using NpgsqlCommand count = database.CreateCommand("select count(*) from exchange.connections where lease = $1");
        count.Parameters.Add(new() { Value = long.Parse(lease, CultureInfo.InvariantCulture) });
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
