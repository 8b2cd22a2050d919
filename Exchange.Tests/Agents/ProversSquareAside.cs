using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Tests.Api;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>A time-lock that takes a while is squared beside the prover's other answers, and its chain goes on.</summary>
public sealed class ProversSquareAside(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task The_result_is_sent_when_it_is_there_and_the_small_matrix_after_it()
    {
        await using AgentStage stage = await AgentStage.StartProvingAsync(
            output, ("onboarding_matrix_size", 64), ("idle_matrix_size", 64), ("time_lock_matrix_size", 64), ("time_lock_squarings", 400_000));
        TestClient provider = await stage.ProviderAsync("provider", Conduct.Honest, gpus: 2, "1.00");
        await stage.PassAsync(20);
        JsonNode squared = Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray())!;
        string small = $"/proofs/{squared["id"]!.GetValue<long>() + 1}";

        // The market's clock stands meanwhile, so nothing becomes late however long the squarings take here.
        using var patience = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        string? verdict = null;
        while (verdict is null && await pace.WaitForNextTickAsync(patience.Token))
        {
            await stage.ActAsync();
            TestAnswer proof = await provider.GetAsync(small);
            verdict = proof.Status == 200 ? proof["verdict"] : null;
        }

        Assert.Equal("time_lock", squared["kind"]!.GetValue<string>());
        Assert.Equal(("passed", "passed"), ((await provider.GetAsync($"/proofs/{squared["id"]}"))["verdict"], verdict));
    }
}
