using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Disputes over metered hours, from claim to decision.</summary>
[Collection(nameof(TimedExchange))]
public sealed class DisputesOverHttp(TimedExchange exchange)
{
    [Fact]
    public async Task A_claim_that_the_other_side_accepts_is_upheld_and_the_deposit_returns()
    {
        (TestMarket market, string lease) = await MeteredAsync("b200-sxm6-180");
        string before = (await market.Buyer.GetAsync("/accounts")).Body![0]!["available"]!.GetValue<string>();

        TestAnswer opened = await market.Buyer.PostAsync("/disputes", new { lease = long.Parse(lease), first_hour = 0, claim = "4" });
        TestAnswer twice = await market.Buyer.PostAsync("/disputes", new { lease = long.Parse(lease), first_hour = 0, claim = "4" });
        TestAnswer own = await market.Buyer.PostAsync($"/disputes/{opened["id"]}/answer", new { accepts = true });
        TestAnswer waiting = await market.Buyer.GetAsync($"/leases/{lease}");
        TestAnswer accepted = await market.Seller.PostAsync($"/disputes/{opened["id"]}/answer", new { accepts = true });
        string after = (await market.Buyer.GetAsync("/accounts")).Body![0]!["available"]!.GetValue<string>();

        Assert.True(opened.Status == 200, opened.Body?.ToJsonString());
        Assert.Equal(("open", "1.000000", "4.000000"), (opened["state"], opened["deposit"], opened["claim"]));
        Assert.Equal(opened["id"], waiting.Body!["hours"]![0]!["dispute"]!.ToString());
        Assert.Equal(("already_done", 404), (twice["code"], own.Status));
        Assert.Equal(("upheld", "provider", before), (accepted["state"], accepted["fault"], after));
    }

    [Fact]
    public async Task A_claim_that_is_denied_is_the_operators_to_decide()
    {
        (TestMarket market, string lease) = await MeteredAsync("b300-sxm6-288");
        TestClient stranger = await exchange.Venue.OpenAsync("onlooker", dollars: 10);
        TestAnswer opened = await market.Seller.PostAsync("/disputes", new { lease = long.Parse(lease), first_hour = 0, last_hour = 0, claim = "100" });
        string id = opened["id"]!;

        TestAnswer denied = await market.Buyer.PostAsync($"/disputes/{id}/answer", new { accepts = false });
        TestAnswer all = await exchange.Venue.Operator.GetAsync("/operator/disputes");
        TestAnswer decided = await exchange.Venue.Operator.PostAsync($"/operator/disputes/{id}/decide", new { fault = "provider", upheld = false });

        Assert.Equal(("denied", "2.000000"), (denied["state"], opened["deposit"]));
        Assert.Contains(all.Body!.AsArray(), dispute => dispute!["id"]!.ToString() == id);
        Assert.Equal(("dismissed", "provider"), (decided["state"], decided["fault"]));
        Assert.Equal("unknown_dispute", (await exchange.Venue.Operator.PostAsync($"/operator/disputes/{id}/decide", new { fault = "none", upheld = false }))["code"]);
        Assert.Equal(id, Assert.Single((await market.Buyer.GetAsync("/disputes")).Body!.AsArray())!["id"]!.ToString());
        Assert.Equal(404, (await stranger.GetAsync($"/disputes/{id}")).Status);
        Assert.Empty((await stranger.GetAsync("/disputes")).Body!.AsArray());
        Assert.Equal(404, (await stranger.PostAsync("/disputes", new { lease = long.Parse(lease), claim = "1" })).Status);
    }

    [Theory]
    [InlineData("claim", "-1", "invalid_claim")]
    [InlineData("first_hour", 7, "value_out_of_range")]
    public async Task A_claim_that_makes_no_sense_is_refused(string field, object value, string code)
    {
        (TestMarket market, string lease) = await MeteredAsync("gb200-186");
        var request = new Dictionary<string, object> { ["lease"] = long.Parse(lease), ["claim"] = "1", [field] = value };

        TestAnswer refused = await market.Buyer.PostAsync("/disputes", request);

        Assert.Equal((400, code), (refused.Status, refused["code"]));
    }

    /// <summary>A lease of which nobody said anything: its hour was metered without evidence.</summary>
    private async Task<(TestMarket Market, string Lease)> MeteredAsync(string sku)
    {
        (TestMarket market, string lease) = await exchange.SoldAsync(sku, size: 1, price: "4");
        await market.Seller.PostAsync($"/leases/{lease}/provisioned", new { descriptor = new { host = "h" } });
        await exchange.PassAsync(122);
        return (market, lease);
    }
}
