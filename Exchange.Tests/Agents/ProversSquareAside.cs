using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Tests.Api;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>A time-lock that takes a while is squared beside the prover's other answers, and its chain goes on.</summary>
public sealed class ProversSquareAside(ITestOutputHelper output)
{
    private const int MostRounds = 20_000;

    [Fact]
    public async Task The_result_is_sent_when_it_is_there_and_the_small_matrix_after_it()
    {
        await using AgentStage stage = await AgentStage.StartProvingAsync(
            output, ("onboarding_matrix_size", 64), ("idle_matrix_size", 64), ("time_lock_matrix_size", 64), ("time_lock_squarings", 400_000));
        TestClient provider = await stage.ProviderAsync("provider", Conduct.Honest, gpus: 2, "1.00");
        await stage.PassAsync(20);
        JsonNode squared = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray())!;
        string small = $"/proofs/{squared["id"]!.GetValue<long>() + 1}";

        string? verdict = null;
        for (int round = 0; round < MostRounds && verdict is null; round++)
        {
            await stage.ActAsync();
            TestAnswer proof = await provider.GetAsync(small);
            verdict = proof.Status == 200 ? proof["verdict"] : null;
        }

        Assert.Equal("time_lock", squared["kind"]!.GetValue<string>());
        Assert.Equal(("passed", "passed"), ((await provider.GetAsync($"/proofs/{squared["id"]}"))["verdict"], verdict));
    }
}
