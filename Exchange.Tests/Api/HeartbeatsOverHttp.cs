using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Api.Proofs;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>Signs of life as agents give them: asked for at moments that nobody foresees, counted once an epoch.</summary>
public sealed class HeartbeatsOverHttp(ProvingExchange exchange) : IClassFixture<ProvingExchange>
{
    private const int StepMilliseconds = 2_000;

    [Fact]
    public async Task An_epochs_signs_of_life_are_recorded_and_follow_from_its_link()
    {
        (TestClient provider, string node, JsonNode first) = await exchange.ChallengedAsync();
        await ProvingExchange.AnswerAsync(provider, first);
        await provider.PostAsync("/orders", new { product_id = "ABACUS-USD", side = "sell", size = 1, price = "1", node });
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient { BaseAddress = exchange.Venue.Server.Address };
        var api = new ApiClient(http, SigningKey.Of(provider.Key, provider.Secret, provider.Passphrase), TimeProvider.System);
        Task listening = new PulseListener(exchange.Venue.Server.Address, api, Conduct.Honest, [node], new AgentLog("provider", _ => { })).RunAsync(stop.Token);

        await exchange.NextEpochAsync();
        await exchange.NextEpochAsync(StepMilliseconds);
        await exchange.Timed.PassSecondsAsync(6);
        JsonNode counted = Assert.Single((await provider.GetAsync($"/nodes/{node}/heartbeats")).Body!.AsArray())!;
        await exchange.Timed.SetAsync("heartbeat_mean_milliseconds", 30_000);
        ProofFindings audited = await exchange.AuditAsync(); // By the mean of that epoch, and not of today.
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);

        (int sent, int answered) = (counted["sent"]!.GetValue<int>(), counted["answered"]!.GetValue<int>());
        Assert.True(sent > 0 && answered > 0 && answered <= sent, counted.ToJsonString());
        Assert.True(audited.Holds && audited.Heartbeats > 0, audited.ToString());
        Assert.Equal(404, (await exchange.Venue.Operator.GetAsync($"/nodes/{node}/heartbeats")).Status);
    }
}
