using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Commands;
using Exchange.Engine.Markets;
using Exchange.Engine.Verification.Attestation;
using Exchange.Engine.Verification.Attestation.Simulated;
using Exchange.Tests.Verification.Attestation;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>A confidential node from its registration to a confidential lease, over HTTP alone, with hardware that a simulated authority certifies.</summary>
public sealed class ConfidentialOverHttp : IAsyncLifetime, IDisposable
{
    private const string Sku = "h100-sxm5-80";
    private static readonly Instant Start = Instant.FromUtc(2030, 1, 1, 0, 0);
    private static readonly Instant Attested = Start + Duration.FromMinutes(10);

    /// <summary>The defaults, but for products that a processor makes at once.</summary>
    private static readonly ChangeSetting[] Small = [new(Setting.OnboardingMatrixSize, 48), new(Setting.IdleMatrixSize, 48), new(Setting.TimeLockSquarings, 100), new(Setting.TimeLockMatrixSize, 48)];

    private readonly SimulatedAuthority authority = SimulatedAuthority.FromPem(Authorities.Pinned.ToPem());
    private readonly TimedExchange timed;
    private readonly HttpClient http = new();
    private SimulatedAttester attester = null!;
    private TestClient provider = null!;
    private string product = "";
    private string node = "";

    public ConfidentialOverHttp() => timed = new TimedExchange(new RunningExchange { VirtualClockStart = Start, Rules = Small, Authority = authority });

    public async Task InitializeAsync()
    {
        await timed.InitializeAsync();
        product = await timed.Venue.ListAsync(Sku);
        provider = await timed.Venue.OpenAsync("vault", dollars: 100_000);
        using AgentKey key = AgentKey.Create();
        await provider.PostAsync("/providers", new { name = "Vault" });
        await provider.PostAsync("/agent-key", new { key = key.Public });
        node = (await provider.PostAsync("/nodes", new { name = "vault-1", sku = Sku, gpus_per_node = 2, place = "eu/de/fra/dc1", tee = "cpu+gpu", tee_platform = "snp" }))["id"]!;
        await provider.PutAsync($"/nodes/{node}/units", new { devices = new[] { "GPU-vault-0", "GPU-vault-1" } });
        await provider.PostAsync("/bond", new { amount = "10000" });
        http.BaseAddress = timed.Venue.Server.Address;
        attester = new SimulatedAttester(Api(), authority);
        await NextEpochAsync();
    }

    public Task DisposeAsync() => timed.DisposeAsync();

    public void Dispose()
    {
        attester?.Dispose();
        http.Dispose();
        timed.Dispose();
    }

    [Fact]
    public async Task A_bid_that_requires_processor_and_GPUs_to_be_attested_is_filled()
    {
        await ProveAsync(attests: false);
        TestAnswer early = await OfferAsync();
        JsonNode asked = Assert.Single(await ChallengesAsync())!;

        await ProveAsync(attests: true);
        TestAnswer proof = await provider.GetAsync($"/proofs/{asked["id"]}");
        TestAnswer offered = await OfferAsync();
        TestAnswer bid = await BidAsync();

        Assert.Equal(("attestation_stale", "attestation"), (early["code"], asked["kind"]!.GetValue<string>()));
        Assert.Equal(("passed", "simulated"), (proof["verdict"], proof["grade"]));
        Assert.True(offered.Status == 200, offered.Body?.ToJsonString());
        Assert.Equal("2", bid["filled_size"]);
        JsonNode past = (await provider.GetAsync($"/nodes/{node}/proofs")).Body!.AsArray().First(one => one!["kind"]!.GetValue<string>() == "attestation")!;
        Assert.Equal("simulated", past["proof"]!["grade"]!.GetValue<string>());
        JsonNode profile = Assert.Single((await timed.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes")).Body!.AsArray())!;
        TestAnswer lease = await timed.Venue.Operator.GetAsync("/leases/1");
        Assert.Equal(("simulated", Clock(Attested), Clock(Attested + Duration.FromDays(1))), Attestation(profile));
        Assert.Equal(("simulated", Clock(Attested), Clock(Attested + Duration.FromDays(1))), Attestation(lease.Body!));
    }

    [Fact]
    public async Task The_operators_word_is_no_report()
    {
        await timed.Venue.Operator.PutAsync($"/operator/nodes/{node}", new { attested_until = "2030-01-03T00:00:00Z" });
        JsonNode profile = Assert.Single((await timed.Venue.Operator.GetAsync($"/providers/{provider.Account}/nodes")).Body!.AsArray())!;
        Assert.Equal(("vouched", null, "2030-01-03T00:00:00.000000Z"), Attestation(profile));
    }

    [Fact]
    public async Task One_flipped_byte_costs_the_bond_and_the_place_in_the_market()
    {
        await ProveAsync(attests: false);
        ChallengeAnswer asked = Assert.Single(await Api().GetAsync<ChallengeAnswer[]>("/challenges", default));
        AttestationRequest evidence = await attester.AttestAsync(asked, Start, default);
        evidence.Processor!.Report![SnpLayout.Measurement.Offset] ^= 1;

        TestAnswer proof = await provider.PostBytesAsync($"/proofs/{asked.Id}", JsonSerializer.SerializeToUtf8Bytes(evidence, ApiJson.Default.AttestationRequest));

        Assert.True(proof["verdict"] == "forged", proof.Body?.ToJsonString());
        JsonNode slash = Assert.Single((await provider.GetAsync("/slashes")).Body!.AsArray())!;
        Assert.Equal(("false_attestation", "proposed"), (slash["cause"]!.GetValue<string>(), slash["state"]!.GetValue<string>()));
        Assert.Equal((await provider.GetAsync("/bond"))["required"], slash["amount"]!.ToString());
        TestAnswer suspended = await provider.GetAsync($"/nodes/{node}");
        Assert.Equal(("suspended", "slash_proposed"), (suspended["status"], suspended["status_reason"]));
        Assert.Equal(400, (await OfferAsync()).Status);
    }

    [Theory]
    [InlineData("'no transcript'::bytea")]
    [InlineData("overlay(bytes placing 'x'::bytea from 1)")]
    [InlineData("'{}'::bytea")]
    public async Task A_transcript_that_was_tampered_with_is_found(string forged)
    {
        await ProveAsync(attests: true);
        ProofFindings before = await ProvingExchange.AuditAsync(timed.Venue);

        Assert.Equal(1, await ProvingExchange.ForgeAsync(timed.Venue, $"update exchange.transcripts set bytes = {forged} where length(bytes) > 1000"));
        ProofFindings after = await ProvingExchange.AuditAsync(timed.Venue);

        Assert.True(before.Holds && before.Recomputed > after.Recomputed, before.ToString());
        Assert.Single(after.Disagreements);
    }

    [Theory]
    [InlineData("""{"processor":{},"gpus":[null]}""")]
    [InlineData("""{"processor":{"certificates":[null]},"gpus":[]}""")]
    [InlineData("""{"processor":null}""")]
    [InlineData("null")]
    public async Task Evidence_that_is_none_is_malformed(string evidence)
    {
        await ProveAsync(attests: false);
        JsonNode asked = Assert.Single(await ChallengesAsync())!;

        TestAnswer proof = await provider.PostBytesAsync($"/proofs/{asked["id"]}", Encoding.UTF8.GetBytes(evidence));

        Assert.Equal((200, "malformed"), (proof.Status, proof["verdict"]));
    }

    [Fact]
    public async Task An_attestation_holds_for_a_day()
    {
        await ProveAsync(attests: true);
        Assert.Equal(200, (await OfferAsync()).Status);
        string until = (await provider.GetAsync($"/nodes/{node}"))["attested_until"]!;
        for (int hour = 0; hour < 25; hour++)
        {
            await timed.PassAsync(60);
            await ProveAsync(attests: false);
        }

        TestAnswer bid = await BidAsync();
        await provider.DeleteAsync("/orders");
        TestAnswer again = await OfferAsync();
        await ProveAsync(attests: true);

        Assert.Equal("2030-01-02T00:10:00.000000Z", until);
        Assert.Equal(("0", "attestation_stale"), (bid["filled_size"], again["code"]));
        Assert.Equal("active", (await provider.GetAsync($"/nodes/{node}"))["status"]);
    }

    private static (string? Grade, string? At, string? Until) Attestation(JsonNode of) =>
        (of["attestation"]?["grade"]?.GetValue<string>(), of["attestation"]?["at"]?.GetValue<string>(), of["attestation"]?["until"]?.GetValue<string>());

    private static string Clock(Instant at) => WireTime.Text(at);

    private Task NextEpochAsync() => timed.PassToNextAsync(10);

    private ApiClient Api() => new(http, SigningKey.Of(provider.Key, provider.Secret, provider.Passphrase), TimeProvider.System);

    private async Task ProveAsync(bool attests)
    {
        var prover = new Prover(Api(), new MatrixWork(threads: 1, Misbehaviour.None), Conduct.Honest, nodes: [], new AgentLog("vault", _ => { })) { Attester = attests ? attester : null };
        await prover.StepAsync(timed.Now, default);
    }

    private async Task<JsonArray> ChallengesAsync() => (await provider.GetAsync("/challenges")).Body!.AsArray();

    private Task<TestAnswer> OfferAsync() => provider.PostAsync("/orders", new { product_id = product, side = "sell", size = 2, price = "2.50", node });

    private async Task<TestAnswer> BidAsync()
    {
        TestClient buyer = await timed.Venue.OpenAsync("secret " + Guid.NewGuid().ToString("N")[..8], dollars: 1_000);
        return await buyer.PostAsync("/orders", new { product_id = product, side = "buy", size = 2, price = "3", require = new { tee = "cpu+gpu", tee_platforms = new[] { "snp" } } });
    }
}
