using System.Globalization;
using System.Text.Json.Nodes;
using Exchange.Api.Agents;
using Exchange.Api.Proofs;
using Exchange.Api.Wire;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using Exchange.Engine.Values;
using Exchange.Projections.Queries;
using Exchange.Projections.Reputation;
using Exchange.Tests.Api;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Agents;

/// <summary>One honest and one cheating provider from registration to invoice, over HTTP alone, on a virtual clock.</summary>
public sealed class FromFillToInvoice(ITestOutputHelper output)
{
    private const decimal TakerFee = 0.0025m;

    private static readonly (string, long)[] Settings =
    [
        ("onboarding_matrix_size", 64), ("idle_matrix_size", 64), ("time_lock_squarings", 2_000), ("time_lock_matrix_size", 64),
        ("provisional_minutes", 180), ("signed_provisional_minutes", 60), ("appeal_minutes", 60),
    ];

    [Fact]
    public async Task The_honest_one_is_paid_and_the_cheat_is_caught_slashed_and_bought_in_against()
    {
        await using AgentStage stage = await AgentStage.StartProvingAsync(output, Settings);
        TestClient honest = await stage.ProviderAsync("honest", Conduct.Honest, gpus: 4, "1.00");
        TestClient cheat = await stage.ProviderAsync("cheat", new Conduct(Misbehaviour.Lying, AwayPercent: 100), gpus: 2, "0.90");
        await stage.PassAsync(25);
        Assert.Equal("active", await StatusAsync(honest));
        Assert.Equal("active", await StatusAsync(cheat));
        TestClient buyer = await stage.BuyerAsync("buyer", gpus: 2, "1.50", hours: 3);
        await stage.PassAsync(7 * 60);

        JsonNode failed = await LeaseAsync(buyer, 1);
        JsonNode bought = await LeaseAsync(buyer, 2);
        Assert.Equal((cheat.Account, "bought_in", "2001", "2"), (Text(failed, "provider"), Text(failed, "state"), Text(failed, "close_reason"), Text(failed["totals"]!, "bought_in_size")));
        Assert.Equal((honest.Account, "completed"), (Text(bought, "provider"), Text(bought, "state")));
        decimal agreed = Number(failed["price"]!) * Number(bought["totals"]!["delivered_gpu_hours"]!);
        decimal paid = Number(bought["totals"]!["gross"]!) * (1 + TakerFee);
        Assert.Equal(agreed, paid - Number(failed["totals"]!["buy_in_difference"]!), 4);
        Assert.True(Number(failed["totals"]!["damages"]!) > 0);
        Assert.True(await AgentStage.EarnedAsync(honest) > 0);

        JsonArray slashes = (await cheat.GetAsync("/slashes")).Body!.AsArray();
        Assert.Contains(slashes, slash => Text(slash!, "cause") == "below_claim" && Text(slash!, "state") == "executed" && Number(slash!["taken"]!) > 0);
        Assert.Empty((await honest.GetAsync("/slashes")).Body!.AsArray());
        Assert.Equal("active", await StatusAsync(honest));
        Assert.NotEqual("active", await StatusAsync(cheat));
        JsonNode paper = Assert.Single((await honest.GetAsync("/invoices?side=provider")).Body!.AsArray())!;
        Assert.True(Number(paper["total"]!) > 0);
        Assert.NotEmpty((await buyer.GetAsync("/invoices?side=buyer")).Body!.AsArray());
        await ReconcileAsync(stage);
        (ReputationRow risen, ReputationRow fallen) = (await ReputationAsync(stage, honest), await ReputationAsync(stage, cheat));
        Assert.True(risen.Good > 0 && risen.Bad == 0 && fallen.Bad > risen.Bad, $"{risen} {fallen}");
        Assert.True(risen.Score.Value > fallen.Score.Value, $"{risen} {fallen}");
    }

    private static async Task<ReputationRow> ReputationAsync(AgentStage stage, TestClient provider)
    {
        Assert.True(WireId.TryAccount(provider.Account, out AccountId account));
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stage.Connection);
        return (await new ReputationQueries(database).FindAsync(account, default))!;
    }

    /// <summary>Every sum, every verdict that can be reached again and the state of a replay are as recorded.</summary>
    private async Task ReconcileAsync(AgentStage stage)
    {
        JsonArray checks = (await stage.Operator.GetAsync("/operator/conservation")).Body!["checks"]!.AsArray();
        Assert.All(checks, check => Assert.True(check!["holds"]!.GetValue<bool>(), check.ToJsonString()));

        TestAnswer market = await stage.Operator.GetAsync("/operator/market");
        long position = market.Body!["position"]!.GetValue<long>();
        await using EventStore store = await EventStore.OpenAsync(stage.Connection, new EventStoreSettings());
        var replica = new Engine.Engine(new ExchangeState());
        await store.ReadAsync(1, position, (in RecordedEvent occurred) => replica.Replay(occurred), default);
        Assert.Equal(market["state_hash"], replica.State.Hash().ToString("x16", CultureInfo.InvariantCulture));

        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stage.Connection);
        ProofFindings proofs = await ProofAudit.RunAsync(store, new Transcripts(database), (1, position), deep: true, default);
        output.WriteLine(proofs.ToString());
        Assert.True(proofs.Holds, proofs.ToString());
        Assert.True(proofs.Recomputed > 10, proofs.ToString());
    }

    private static async Task<string> StatusAsync(TestClient provider) => Text((await provider.GetAsync("/nodes")).Body!.AsArray()[0]!, "status");

    private static async Task<JsonNode> LeaseAsync(TestClient buyer, int lease) => (await buyer.GetAsync($"/leases/{lease}")).Body!;

    private static string Text(JsonNode node, string field) => node[field]?.ToString() ?? "";

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToString(), CultureInfo.InvariantCulture);
}
