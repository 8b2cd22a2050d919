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

/// <summary>A buyer compares the results of five providers, of whom one lies, over HTTP alone, on a virtual clock.</summary>
public sealed class LiarsAreOutvoted(ITestOutputHelper output)
{
    [Fact]
    public async Task Who_lies_is_named_and_its_reputation_falls()
    {
        await using AgentStage stage = await AgentStage.StartAsync(output, ("provisional_minutes", 60), ("signed_provisional_minutes", 60));
        var providers = new List<TestClient>();
        for (int honest = 1; honest <= 4; honest++) providers.Add(await stage.ProviderAsync($"honest {honest}", Conduct.Honest, gpus: 1, "1.00"));
        TestClient liar = await stage.ProviderAsync("liar", new Conduct(Misbehaviour.Lying, AwayPercent: 0), gpus: 1, "1.00");
        providers.Add(liar);
        await stage.VouchAsync([.. providers]);
        TestClient buyer = await stage.BuyerAsync("buyer", new BuyerPlan(stage.Product, Gpus: 1, "1.20", Hours: 1, Leases: 5) { ComparesResults = true });
        await stage.PassAsync(45);

        JsonNode quorum = Assert.Single((await buyer.GetAsync("/quorums?status=closed")).Body!.AsArray())!;
        Assert.Equal(("3", 5), (quorum["needed"]!.ToString(), quorum["workers"]!.AsArray().Count));
        Assert.True(quorum["reached"]!.GetValue<bool>());
        foreach (JsonNode? worker in quorum["workers"]!.AsArray()) Assert.Equal(Is(worker, liar) ? "disagreed" : "agreed", worker!["standing"]!.GetValue<string>());

        await stage.PassAsync(4 * 60);
        int lies = (await liar.GetAsync("/quorums?status=closed")).Body!.AsArray().Count;
        ReputationRow fallen = await ReputationAsync(stage, liar);
        Assert.InRange(fallen.Bad, 2.95 * lies, 3 * lies);
        Assert.Contains(await WorstAsync(stage, fallen), worst => worst.Kind == EvidenceKind.WorkerJudged);
        foreach (TestClient honest in providers.Where(provider => provider != liar))
        {
            ReputationRow risen = await ReputationAsync(stage, honest);
            Assert.True(risen.Bad == 0 && risen.Proven.Value > 0 && risen.Score.Value > fallen.Score.Value, $"{risen} {fallen}");
        }

        await ReconcileAsync(stage);
    }

    /// <summary>Every verdict is reached again, and a replay comes to the same state.</summary>
    private async Task ReconcileAsync(AgentStage stage)
    {
        TestAnswer market = await stage.Operator.GetAsync("/operator/market");
        long position = market.Body!["position"]!.GetValue<long>();
        await using EventStore store = await EventStore.OpenAsync(stage.Connection, new EventStoreSettings());
        var replica = new Engine.Engine(new ExchangeState());
        await store.ReadAsync(1, position, (in RecordedEvent occurred) => replica.Replay(occurred), default);
        Assert.Equal(market["state_hash"], replica.State.Hash().ToString("x16", CultureInfo.InvariantCulture));

        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stage.Connection);
        ProofFindings proofs = await ProofAudit.RunAsync(store, new Transcripts(database), (1, position), deep: false, default);
        output.WriteLine(proofs.ToString());
        Assert.True(proofs.Holds, proofs.ToString());
        Assert.True(proofs is { Workers: >= 5, Quorums: >= 1 }, proofs.ToString());
    }

    private static bool Is(JsonNode? worker, TestClient provider) => worker!["provider"]!.GetValue<string>() == provider.Account;

    private static async Task<ReputationRow> ReputationAsync(AgentStage stage, TestClient provider)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stage.Connection);
        return (await new ReputationQueries(database).FindAsync(IdOf(provider), default))!;
    }

    private static async Task<IReadOnlyList<WorstRow>> WorstAsync(AgentStage stage, ReputationRow row)
    {
        await using NpgsqlDataSource database = NpgsqlDataSource.Create(stage.Connection);
        return await new ReputationQueries(database).WorstAsync(row.Provider, row.AsOf, default);
    }

    private static AccountId IdOf(TestClient provider) => WireId.TryAccount(provider.Account, out AccountId account) ? account : throw new InvalidOperationException("No account.");
}
