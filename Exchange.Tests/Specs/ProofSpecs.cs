using Exchange.Engine.Commands;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>What changes over time is read at the moment of matching: performance, attestation, reputation.</summary>
public sealed class ProofSpecs
{
    private static readonly Act ANode = Register(Alice, "node", gpusPerNode: 8);

    [Theory]
    [InlineData(9_000, 60, true)]
    [InlineData(8_999, 60, false)]
    [InlineData(9_500, 0, false)]
    public void Performance_counts_as_last_verified_and_while_it_is_fresh(int performance, int freshMinutes, bool fills)
    {
        Scenario scenario = Given(ANode, Performs(performance, freshMinutes), OnNode())
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = WellPerforming });
        if (fills) scenario.Then(Filled("ask", "bid", 4, 2.00m));
        else scenario.Then(Rested("bid"));
    }

    [Fact]
    public void A_node_that_was_never_verified_satisfies_no_minimum() =>
        Given(ANode, OnNode()).When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = WellPerforming }).Then(Rested("bid"));

    [Fact]
    public void A_new_proof_lets_a_waiting_bid_take_the_ask_at_its_own_limit() =>
        Given(ANode, OnNode(), Buy(Bob, gpus: 4, limit: 2.50m) with { Requiring = WellPerforming })
            .When(Performs(9_900, freshMinutes: 60))
            .Then(Filled("ask", "bid", 4, 2.50m) with { Taker = Side.Ask });

    [Fact]
    public void Reputation_is_that_of_the_provider_at_the_moment() =>
        Given(Do(new PublishReputation(Alice, new(9_300))), Sell(Alice, gpus: 4, at: 2.00m), Do(new PublishReputation(Alice, new(9_299))))
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = Reputable })
            .Then(Rested("bid"));

    [Fact]
    public void A_provider_without_reputation_satisfies_no_minimum() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m))
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requirement => requirement with { MinReputation = new(1) } })
            .Then(Rested("bid"));

    [Fact]
    public void A_better_reputation_lets_a_waiting_bid_in() =>
        Given(Sell(Alice, gpus: 4, at: 2.00m), Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = Reputable })
            .When(Do(new PublishReputation(Alice, new(9_300))))
            .Then(Filled("ask", "bid", 4, 2.00m));

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void An_attestation_must_be_unexpired_at_the_start(int minutes, bool fills)
    {
        Scenario scenario = Given(ANode, Attested(minutes), OnNode() with { Offering = Confidential })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requirement => requirement with { MinTee = TeeLevel.Cpu } });
        if (fills) scenario.Then(Filled("ask", "bid", 4, 2.00m) with { From = 1 });
        else scenario.Then(Rested("bid"));
    }

    [Fact]
    public void A_new_attestation_lets_a_waiting_bid_in() =>
        Given(ANode, OnNode() with { Offering = Confidential })
            .When(Buy(Bob, gpus: 4, limit: 2.00m) with { Requiring = requirement => requirement with { MinTee = TeeLevel.CpuAndGpu } }, Attested(60))
            .Then(Filled("ask", "bid", 4, 2.00m));

    private static Selling OnNode() => Sell(Alice, gpus: 4, at: 2.00m) with { Node = "node" };

    private static Spec Confidential(Spec spec) => spec with { Tee = TeeLevel.CpuAndGpu, TeePlatform = TeePlatforms.Snp };

    private static Requirement WellPerforming(Requirement requirement) => requirement with { MinPerformance = new(9_000) };

    private static Requirement Reputable(Requirement requirement) => requirement with { MinReputation = new(9_300) };

    private static Act Performs(int performance, int freshMinutes) => Do(stage =>
        stage.Execute(new RecordPerformance(stage.Node("node"), new(performance), Stage.Dawn + new Minutes(freshMinutes))));

    private static Act Attested(int minutes) => Do(stage =>
        stage.Execute(new RecordAttestation(stage.Node("node"), Stage.Dawn + new Minutes(minutes))));
}
