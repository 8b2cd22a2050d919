using System.Text.Json.Nodes;
using Exchange.Api.Proofs;
using Exchange.Engine.Store;
using Exchange.Engine.Verification;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A venue with a clock moved by hand that asks for proofs, and for products small enough for a processor.</summary>
public sealed class ProvingExchange : IAsyncLifetime, IDisposable
{
    /// <summary>A SKU so slow that any processor is faster.</summary>
    public const string Sku = "abacus-1";

    /// <summary>The n of a product that is sent whole.</summary>
    public const int Size = 48;

    private const int EpochMinutes = 10;

    /// <summary>The exchange.</summary>
    public TimedExchange Timed { get; } = new();

    public RunningExchange Venue => Timed.Venue;

    public async Task InitializeAsync()
    {
        await Timed.InitializeAsync();
        await Timed.SetAsync("min_ask_performance_basis_points", 9_000);
        await Timed.SetAsync("onboarding_matrix_size", Size);
        await Timed.SetAsync("idle_matrix_size", Size);
        await Timed.SetAsync("time_lock_squarings", 2_000);
        await Timed.SetAsync("time_lock_matrix_size", Size);
        await Venue.Operator.PostAsync("/operator/skus", new { name = Sku, vram_gib = 1, bandwidth_gbs = 1, bf16_tflops = "0.1", reference_price = "1" });
        await Venue.Operator.PostAsync("/operator/products", new { name = "ABACUS-USD", sku = Sku });

        // The beacon begins with the first provider: its first epoch is over before any test does.
        TestClient first = await Venue.OpenAsync("first", dollars: 1);
        await first.PostAsync("/providers", new { name = "First" });
        await NextEpochAsync();
    }

    public Task DisposeAsync() => Timed.DisposeAsync();

    public void Dispose() => Timed.Dispose();

    /// <summary>A provider with one node of one unit that has just been challenged for the first time.</summary>
    public async Task<(TestClient Provider, string Node, JsonNode Challenge)> ChallengedAsync()
    {
        TestClient provider = await Venue.OpenAsync("prover", dollars: 1_000);
        await provider.PostAsync("/providers", new { name = "Prover " + Guid.NewGuid().ToString("N")[..8] });
        string node = (await provider.PostAsync("/nodes", new { name = "rig", sku = Sku, place = "eu/de/fra/dc1" }))["id"]!;
        await provider.PutAsync($"/nodes/{node}/units", new { devices = new[] { "GPU-" + Guid.NewGuid() } });
        await NextEpochAsync();
        return (provider, node, Assert.Single((await provider.GetAsync("/challenges")).Body!.AsArray())!);
    }

    /// <summary>Lets the next epoch begin.</summary>
    public Task NextEpochAsync() => Timed.PassToNextAsync(EpochMinutes);

    /// <summary>Lets the next epoch begin in steps so small that nothing of this one is missed.</summary>
    public async Task NextEpochAsync(int stepMilliseconds)
    {
        for (int passed = 0; passed < EpochMinutes * 60_000; passed += stepMilliseconds) await Timed.PassSecondsAsync(stepMilliseconds / 1_000);
    }

    /// <summary>Reaches all verdicts again.</summary>
    public Task<ProofFindings> AuditAsync() => AuditAsync(Venue);

    /// <summary>Reaches all verdicts of an exchange again, but for so many of the last events.</summary>
    public static async Task<ProofFindings> AuditAsync(RunningExchange venue, int leftOut = 0)
    {
        string connection = venue.Server.Connection;
        await using EventStore store = await EventStore.OpenAsync(connection, new EventStoreSettings());
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(connection);
        return await ProofAudit.RunAsync(store, new Transcripts(database), (1, await store.LastPositionAsync() - leftOut), deep: true, default);
    }

    /// <summary>Changes what is stored, behind the exchange's back; how many rows.</summary>
    public static async Task<int> ForgeAsync(RunningExchange venue, string statement)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(venue.Server.Connection);
        await using NpgsqlCommand forge = database.CreateCommand(statement);
        return await forge.ExecuteNonQueryAsync();
    }

    /// <summary>The right product.</summary>
    public static MatrixAnswer Solve(JsonNode challenge) => MatrixProver.Answer(
        Convert.FromHexString(challenge["seed"]!.GetValue<string>()), challenge["size"]!.GetValue<int>(), threads: 2);

    /// <summary>Sends the right product: whole, or its root and then the rows that are drawn.</summary>
    public static async Task<TestAnswer> AnswerAsync(TestClient provider, JsonNode challenge)
    {
        MatrixAnswer product = Solve(challenge);
        if (challenge["kind"]!.GetValue<string>() == "matrix_full") return await provider.PostBytesAsync($"/proofs/{challenge["id"]}", product.Bytes());
        TestAnswer drawn = await provider.PostBytesAsync($"/proofs/{challenge["id"]}", product.Root.ToArray());
        return drawn.Status == 200 && drawn.Body!["rows"] is JsonArray rows ? await provider.PostBytesAsync($"/proofs/{challenge["id"]}/rows", Open(product, rows)) : drawn;
    }

    /// <summary>The rows that are drawn, with their paths.</summary>
    public static byte[] Open(MatrixAnswer product, JsonArray rows) =>
        [.. rows.Select(row => product.Open(row!.GetValue<int>())).SelectMany(row => row.Cells.ToArray().Concat(row.Path.ToArray()))];
}
