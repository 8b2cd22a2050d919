using System.Text.Json.Nodes;
using Exchange.Api.Hosting;
using Exchange.Api.Proofs;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Store;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>What was proven wrongly is wrong, whether or not there is room to keep it.</summary>
public sealed class CheatsInAFullStore
{
    private const int Size = 48;
    private const string Sku = "h100-sxm5-80";

    [Fact]
    public async Task A_wrong_product_that_is_not_kept_is_wrong_all_the_same_and_counted()
    {
        using var exchange = new TimedExchange(new RunningExchange
        {
            VirtualClockStart = Instant.FromUtc(2030, 1, 1, 0, 0),
            Rules = [new ChangeSetting(Setting.OnboardingMatrixSize, Size)],
            Settings = new ApiSettings { Proofs = new ProofSettings { MaxFailedTranscriptBytesPerProvider = 4 * Size * Size } },
        });
        await exchange.InitializeAsync();
        await exchange.Venue.ListAsync(Sku);
        TestClient provider = await exchange.Venue.OpenAsync("prover", dollars: 10_000);
        await provider.PostAsync("/providers", new { name = "Prover" });
        string node = (await provider.PostAsync("/nodes", new { name = "rig", sku = Sku, gpus_per_node = 2, place = "eu/de/fra/dc1" }))["id"]!;
        await provider.PutAsync($"/nodes/{node}/units", new { devices = new[] { "GPU-1", "GPU-2" } });
        await provider.PostAsync("/bond", new { amount = "10000" });
        await exchange.PassToNextAsync(10);
        JsonNode[] asked = [.. (await provider.GetAsync("/challenges")).Body!.AsArray().Select(each => each!)];
        Assert.Equal(2, asked.Length);

        foreach (JsonNode challenge in asked)
        {
            byte[] product = ProvingExchange.Solve(challenge).Bytes();
            product[0] ^= 1;
            Assert.Equal("wrong", (await provider.PostBytesAsync($"/proofs/{challenge["id"]}", product))["verdict"]);
        }

        await using EventStore store = await EventStore.OpenAsync(exchange.Venue.Server.Connection, new EventStoreSettings());
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(exchange.Venue.Server.Connection);
        ProofFindings found = await ProofAudit.RunAsync(store, new Transcripts(database), (1, await store.LastPositionAsync()), deep: false, default);
        Assert.Equal((true, 1, 1), (found.Holds, found.Recomputed, found.NotKept));
        await exchange.DisposeAsync();
    }
}
