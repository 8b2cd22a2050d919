using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Tests.Api;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>Agents trade, hand over, meter and settle by themselves; who signs what was not served is contradicted by the buyer.</summary>
public sealed class AgentsLease(ITestOutputHelper output)
{
    private static readonly (string, long)[] Settings =
    [
        ("provisional_minutes", 240), ("signed_provisional_minutes", 60), ("idle_matrix_size", 1_024), ("onboarding_matrix_size", 1_024),
    ];

    [Fact]
    public async Task An_honest_provider_is_paid_for_hours_that_both_sides_signed()
    {
        await using AgentStage stage = await AgentStage.StartAsync(output, Settings);
        TestClient provider = await stage.ProviderAsync("honest", Conduct.Honest, gpus: 2, "2.00");
        TestClient buyer = await stage.BuyerAsync("buyer", gpus: 2, "2.50", hours: 2);
        await stage.VouchAsync(provider);
        await stage.PassAsync(5 * 60);

        JsonNode lease = (await buyer.GetAsync("/leases?role=buyer")).Body!.AsArray()[^1]!;
        Assert.Equal("completed", lease["state"]!.ToString());
        JsonArray hours = (await buyer.GetAsync($"/leases/{lease["id"]}/hours")).Body!.AsArray();
        Assert.Equal(2, hours.Count);
        Assert.All(hours, hour => Assert.Equal("both_signed", hour!["verdict"]!["source"]!.ToString()));
        Assert.Equal(new string('1', 60), hours[0]!["verdict"]!["delivered"]!.ToString());
        Assert.Equal("0.000000", lease["totals"]!["damages"]!.ToString());
        Assert.True(decimal.Parse(lease["totals"]!["gross"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture) > 7.5m);
        Assert.Equal(provider.Account, lease["provider"]!.ToString());
        Assert.True(await AgentStage.EarnedAsync(provider) > 0);
    }

    [Fact]
    public async Task A_liars_hours_are_contradicted_and_disputed()
    {
        await using AgentStage stage = await AgentStage.StartAsync(output, Settings);
        TestClient liar = await stage.ProviderAsync("liar", new Conduct(Misbehaviour.Lying, AwayPercent: 30), gpus: 1, "2.00");
        TestClient buyer = await stage.BuyerAsync("buyer", gpus: 1, "2.50", hours: 6);
        await stage.VouchAsync(liar);
        await stage.PassAsync(8 * 60);

        JsonNode lease = (await buyer.GetAsync("/leases?role=buyer")).Body!.AsArray()[^1]!;
        JsonArray hours = (await buyer.GetAsync($"/leases/{lease["id"]}/hours")).Body!.AsArray();
        Assert.Contains(hours, hour => hour!["verdict"]?["source"]?.ToString() == "contested");
        JsonArray disputes = (await buyer.GetAsync("/disputes")).Body!.AsArray();
        Assert.NotEmpty(disputes);
        Assert.All(disputes, dispute => Assert.Equal(lease["id"]!.ToString(), dispute!["lease"]!.ToString()));
        Assert.All(disputes, dispute => Assert.Null(dispute!["decided_at"]));
    }
}
