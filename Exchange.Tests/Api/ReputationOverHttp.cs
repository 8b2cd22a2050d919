using System.Text.Json.Nodes;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>What a provider does becomes its score, and the score becomes what matching reads, by an event of the history.</summary>
[Collection(nameof(TimedExchange))]
public sealed class ReputationOverHttp(TimedExchange exchange)
{
    [Fact]
    public async Task A_provider_that_fails_a_lease_is_scored_for_it_and_the_score_is_published()
    {
        (TestMarket market, string lease) = await exchange.SoldAsync("a100-sxm4-80", size: 2, price: "1.5");
        string provider = (await market.Seller.GetAsync($"/leases/{lease}")).Body!["provider"]!.GetValue<string>();

        await exchange.PassAsync(30);
        await exchange.PassAsync(90);
        await exchange.PassAsync(90);
        TestAnswer told = await exchange.Venue.Operator.GetAsync($"/reputation/{provider}");

        Assert.True(told.Status == 200, told.Body?.ToJsonString());
        JsonNode worst = told.Body!["worst"]!.AsArray()[0]!;
        Assert.Equal(("N", "0"), (told["grade"], told["good"]));
        Assert.Equal(long.Parse(lease, System.Globalization.CultureInfo.InvariantCulture), worst["lease"]!.GetValue<long>());
        Assert.Equal(told["score"], told["published"]);
    }

    [Fact]
    public async Task Who_never_provided_anything_has_no_reputation() =>
        Assert.Equal(404, (await exchange.Venue.Operator.GetAsync("/reputation/00000000-0000-0000-0000-000000000000")).Status);
}
