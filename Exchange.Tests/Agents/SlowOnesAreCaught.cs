using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Tests.Api;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>A provider that proves itself at its onboarding and is too slow for everything that it does not foresee.</summary>
public sealed class SlowOnesAreCaught(ITestOutputHelper output)
{
    private static readonly (string, long)[] Settings = [("onboarding_matrix_size", 48), ("idle_matrix_size", 48), ("time_lock_squarings", 100), ("time_lock_matrix_size", 48)];

    [Fact]
    public async Task Late_answers_put_it_out_of_the_market_and_cost_a_part_of_its_bond()
    {
        await using AgentStage stage = await AgentStage.StartProvingAsync(output, Settings);
        TestClient slow = await stage.ProviderAsync("slow", new Conduct(Misbehaviour.Slow), gpus: 2, "1.00");
        TestClient honest = await stage.ProviderAsync("honest", Conduct.Honest, gpus: 2, "1.00");
        await stage.PassAsync(25);
        JsonNode before = await NodeAsync(slow);
        await stage.PassAsync(7 * 60);

        Assert.Equal(("active", "measured"), (before["status"]!.ToString(), before["performance_evidence"]!.ToString()));
        string node = before["id"]!.ToString();
        JsonArray proofs = (await slow.GetAsync($"/nodes/{node}/proofs?limit=1000")).Body!.AsArray();
        Assert.Contains(proofs, proof => proof!["purpose"]!.ToString() == "onboarding" && proof["proof"]!["verdict"]?.ToString() == "passed");
        Assert.Contains(proofs, proof => proof!["purpose"]!.ToString() == "idle" && proof["proof"]!["verdict"]?.ToString() == "late");
        Assert.DoesNotContain(proofs, proof => proof!["kind"]!.ToString() == "matrix_full" && proof["purpose"]!.ToString() == "idle" && proof["proof"]!["verdict"]?.ToString() == "passed");
        JsonNode after = await NodeAsync(slow);
        Assert.Contains(after["status"]!.ToString(), (string[])["suspended", "quarantined"]);
        Assert.Equal("proofs_missed", after["status_reason"]!.ToString());
        Assert.Contains((await slow.GetAsync("/slashes")).Body!.AsArray(), slash => slash!["cause"]!.ToString() == "proofs_missed");
        Assert.Equal("active", (await NodeAsync(honest))["status"]!.ToString());
        Assert.Empty((await honest.GetAsync("/slashes")).Body!.AsArray());
    }

    private static async Task<JsonNode> NodeAsync(TestClient provider) => (await provider.GetAsync("/nodes")).Body!.AsArray()[0]!;
}
