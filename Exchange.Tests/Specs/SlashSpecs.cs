using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.ProviderWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Bonds: how they are posted, what is taken from them, and when they return.</summary>
public sealed class SlashSpecs
{
    private const int AppealMinutes = 4_320;

    [Fact]
    public void A_bond_is_posted_by_a_provider_from_what_it_has() =>
        Venue().When(Do(new PostBond(Alice, 1))).ThenRefused(Refusal.UnknownProvider)
            .When(Do(new RegisterProvider(Alice, Text("alice"))), Do(new PostBond(Alice, 1_000_000_000_001))).ThenRefused(Refusal.InsufficientFunds)
            .When(Do(new PostBond(Alice, 5_000_000))).ThenRefused(Refusal.None).Bond(Alice, 5).Replays();

    [Fact]
    public void What_nodes_need_is_not_unbonded_and_the_rest_returns_after_two_weeks() =>
        Venue(Onboard(Alice), Do(new PostBond(Alice, 100_000_000)))
            .When(Do(new Unbond(Alice, 100_000_001))).ThenRefused(Refusal.BondShort)
            .When(Do(new Unbond(Alice, 100_000_000))).ThenRefused(Refusal.None).Bond(Alice, (UnitBond * 2) + 100)
            .When(Wait(20_159)).Bond(Alice, (UnitBond * 2) + 100)
            .When(Wait(1)).Bond(Alice, UnitBond * 2).Purse(Alice, AccountKind.Available, 1_000_000 - (UnitBond * 2)).Replays();

    [Fact]
    public void What_was_unbonded_stays_while_a_slash_is_open() =>
        Venue(Onboard(Alice), Do(new PostBond(Alice, 100_000_000)), Do(new Unbond(Alice, 100_000_000)), Set(Setting.AppealMinutes, 100_000))
            .When(Fraud()).When(Wait(20_160)).Bond(Alice, (UnitBond * 2) + 100)
            .When(Do(new DecideSlash(new(1), Upheld: false)), Wait(1)).Bond(Alice, UnitBond * 2).Replays();

    [Fact]
    public void A_wrong_product_is_confirmed_by_two_fresh_challenges_before_it_costs_half_of_the_units_bond() =>
        Venue(Onboard(Alice), Offer(Alice), Epochs(5))
            .When(JudgeUnit(0, Verdict.Wrong), Prove(9_900)).NodeIs(NodeStatus.Suspended).Slashed(SlashCause.BelowClaim)
            .When(NextEpoch()).Asked((ChallengeKind.MatrixCommit, ChallengePurpose.Confirmation, 0))
            .When(Judge(Verdict.Wrong), NextEpoch(), Judge(Verdict.Wrong)).Slashed(SlashCause.BelowClaim, UnitBond / 2)
            .NodeIs(NodeStatus.Suspended)
            .And(stage => Assert.Equal(3, stage.All<ChallengeIssued>().Where(asked => asked.Unit == 0).TakeLast(3).Select(asked => asked.Seed).Distinct().Count()))
            .When(Wait(AppealMinutes)).Bond(Alice, UnitBond * 1.5m)
            .Purse(AccountId.House, AccountKind.Fees, UnitBond / 2 / 10).Purse(AccountId.House, AccountKind.Insurance, UnitBond / 2 * 0.9m)
            .Never<DeviceBanned>().Replays();

    [Fact]
    public void A_confirmation_that_is_passed_ends_the_suspicion() =>
        Venue(Onboard(Alice), Offer(Alice), Epochs(5), JudgeUnit(0, Verdict.Wrong), Prove(9_900), NextEpoch(), Judge(Verdict.Wrong), NextEpoch())
            .When(Prove(9_900)).Slashed(SlashCause.BelowClaim).NodeIs(NodeStatus.Active)
            .When(NextEpoch()).Asked().Replays();

    [Fact]
    public void Not_to_answer_a_confirmation_confirms() =>
        Venue(Onboard(Alice), Offer(Alice), Epochs(5), JudgeUnit(0, Verdict.Wrong), Prove(9_900))
            .When(Epochs(2), Wait(5)).Slashed(SlashCause.BelowClaim, UnitBond / 2);

    [Fact]
    public void The_second_time_it_costs_all_and_the_device_is_banned()
    {
        Act[] caught = [JudgeUnit(0, Verdict.BelowClaim, 100), Prove(9_900), NextEpoch(), Judge(Verdict.BelowClaim, 100), NextEpoch(), Judge(Verdict.BelowClaim, 100)];
        Venue(Onboard(Alice), Do(new PostBond(Alice, 1_000_000_000)), Offer(Alice), Epochs(5))
            .When(caught).When(Wait(AppealMinutes)).Slashed(SlashCause.BelowClaim, UnitBond / 2)
            .When(NextEpoch()).When(caught).Slashed(SlashCause.BelowClaim, UnitBond / 2, UnitBond)
            .When(Wait(AppealMinutes)).NodeIs(NodeStatus.Quarantined, NodeStatusReason.DeviceBanned)
            .Once<DeviceBanned>(banned => Assert.Equal(Text("node-gpu-0"), banned.Device)).Replays();
    }

    [Fact]
    public void Missed_proofs_are_free_three_times_a_day_then_cost_one_percent_an_hour_and_six_in_a_row_suspend() =>
        Venue(Onboard(Alice), Offer(Alice))
            .When(Epochs(5 + (6 * 2)), Wait(5)).Slashed(SlashCause.ProofsMissed)
            .When(Epochs(6), Wait(5)).Slashed(SlashCause.ProofsMissed, UnitBond / 100, UnitBond / 100).NodeIs(NodeStatus.Active)
            .When(Epochs(12), Wait(5)).NodeIs(NodeStatus.Suspended, NodeStatusReason.ProofsMissed)
            .When(Epochs(6), Prove(9_900)).NodeIs(NodeStatus.Active).Replays();

    [Fact]
    public void Twenty_four_in_a_row_quarantine() =>
        Venue(Do(new PublishReputation(Alice, new(9_000))), Onboard(Alice), Offer(Alice))
            .When(Epochs(5 + (6 * 23)), Wait(5)).NodeIs(NodeStatus.Quarantined, NodeStatusReason.ProofsMissed)
            .When(Epochs(12)).Asked().Replays();

    [Fact]
    public void A_forged_attestation_costs_the_whole_bond_of_the_node() =>
        Venue(Onboard(Alice), Offer(Alice), Attestation(), NextEpoch())
            .When(Judge(Verdict.Forged)).Slashed(SlashCause.FalseAttestation, UnitBond * 2).NodeIs(NodeStatus.Suspended, NodeStatusReason.SlashProposed)
            .When(Wait(AppealMinutes)).Bond(Alice, 0).NodeIs(NodeStatus.Quarantined).Replays();

    [Fact]
    public void An_attestation_that_the_venue_cannot_judge_costs_nothing_and_can_be_asked_for_again() =>
        Venue(Onboard(Alice), Offer(Alice), Attestation(), NextEpoch())
            .When(Judge(Verdict.Void)).ThenRefused(Refusal.None).Slashed(SlashCause.FalseAttestation).Slashed(SlashCause.ProofsMissed).NodeIs(NodeStatus.Active)
            .When(Attestation(), NextEpoch(), Judge(Verdict.Passed)).ThenRefused(Refusal.None).Once<AttestationVerified>(_ => { }).Replays();

    [Fact]
    public void No_other_proof_is_beyond_judging() =>
        Venue(Arrive(Alice), NextEpoch()).When(Judge(Verdict.Void)).ThenRefused(Refusal.ValueOutOfRange);

    [Fact]
    public void Who_appeals_waits_for_the_operator() =>
        Venue(Onboard(Alice), Offer(Alice), Fraud())
            .When(Do(new AppealSlash(Bob, new(1)))).ThenRefused(Refusal.UnknownSlash)
            .When(Do(new AppealSlash(Alice, new(1)))).ThenRefused(Refusal.None)
            .When(Wait(AppealMinutes + 1)).Bond(Alice, UnitBond * 2).NodeIs(NodeStatus.Suspended, NodeStatusReason.SlashProposed)
            .When(Do(new DecideSlash(new(1), Upheld: false))).Bond(Alice, UnitBond * 2).NodeIs(NodeStatus.Active).Replays();

    [Theory]
    [InlineData(20_160)]
    [InlineData(7_200)]
    public void An_appeal_that_nobody_decides_is_decided_by_what_the_proofs_showed(int longest) =>
        Venue(Set(Setting.AppealLongestMinutes, longest), Onboard(Alice), Attestation(), NextEpoch(), Judge(Verdict.Forged), Do(new AppealSlash(Alice, new(1))))
            .When(Wait(longest - 1)).Bond(Alice, UnitBond * 2).Never<SlashExecuted>()
            .When(Wait(1)).Bond(Alice, 0).Replays();

    [Fact]
    public void What_the_operator_says_of_fraud_and_does_not_stand_by_is_dropped_and_the_bond_is_free_again() =>
        Venue(Onboard(Alice), Do(new PostBond(Alice, 100_000_000)), Do(new Unbond(Alice, 100_000_000)), Fraud(), Do(new AppealSlash(Alice, new(1))))
            .When(Wait(20_159)).Bond(Alice, (UnitBond * 2) + 100).Never<SlashCancelled>()
            .When(Wait(1)).Once<SlashCancelled>(_ => { }).When(Wait(1)).Bond(Alice, UnitBond * 2).Never<SlashExecuted>().Replays();

    [Fact]
    public void An_appeal_that_fails_is_executed() =>
        Venue(Onboard(Alice), Fraud(), Do(new AppealSlash(Alice, new(1))))
            .When(Do(new DecideSlash(new(1), Upheld: true))).Bond(Alice, 0).Replays();

    [Fact]
    public void Before_the_time_for_an_appeal_is_over_a_slash_can_only_be_dropped() =>
        Venue(Onboard(Alice), Fraud()).When(Do(new DecideSlash(new(1), Upheld: true))).ThenRefused(Refusal.NotYet);

    [Fact]
    public void Nothing_is_slashed_for_twice_and_two_slashes_never_threaten_the_same_money() =>
        Venue(Onboard(Alice), Fraud(unit: 0))
            .When(Fraud(unit: 0)).ThenRefused(Refusal.AlreadyDone)
            .When(Fraud()).Slashed(SlashCause.Fraud, UnitBond, UnitBond)
            .When(Wait(AppealMinutes)).Bond(Alice, 0).Purse(AccountId.House, AccountKind.Insurance, UnitBond * 2 * 0.9m).Replays();

    [Fact]
    public void Fraud_fails_the_leases_of_the_node() =>
        Venue(Onboard(Alice), Offer(Alice), Buy(Bob, Units, 2.00m) with { Hours = 200 }, LeaseWords.Provision(Alice, 1), Fraud())
            .When(Wait(AppealMinutes))
            .And(stage => Assert.Contains(stage.All<LeaseEnded>(), ended => ended.Reason == Engine.Leases.CloseReason.NodeBanned)).Replays();

    /// <summary>The lease is worth $512 more than a day when the slash is executed, and $1,344 are slashed: all of the loss comes out of that.</summary>
    [Fact]
    public void Who_loses_a_lease_by_a_slash_is_paid_out_of_it_and_the_fund_has_what_is_left() =>
        Venue(Onboard(Alice), Offer(Alice), Buy(Bob, Units, 2.00m) with { Hours = 200 }, LeaseWords.Provision(Alice, 1), Fraud())
            .When(Wait(AppealMinutes))
            .Bond(Alice, 0)
            .Never<IncidentOpened>()
            .And(stage =>
            {
                LeaseCashSettled settled = stage.All<LeaseCashSettled>()[0];
                Minutes left = new Window(stage.State.Now + new Minutes(1), stage.Lease(1).Terms.Window.Until).Length;
                Assert.Equal(Dollars.PerGpuHour(2m) * (new Gpus(Units) * left), settled.Damages);
                Money toBob = FromBond(stage, Bob);
                Money rest = Dollars.Amount(UnitBond * 2) - toBob;
                Assert.True(toBob > Dollars.Amount(UnitBond * 2 * 0.2m), "The cap of an incident held.");
                Assert.Contains(stage.All<MoneyMoved>(), moved => moved.Reason == MoveReason.SlashToChallenger && moved.Amount == rest.Share(new BasisPoints(1_000)));
                Assert.Equal(rest - rest.Share(new BasisPoints(1_000)), stage.Purse(AccountId.House, AccountKind.Insurance));
            }).Replays();

    /// <summary>Two slashes of $672 reserve the whole bond. The first one fails a lease that is worth more than it: the second has its own all the same.</summary>
    [Fact]
    public void What_another_slash_reserves_is_not_touched_by_leases_that_fail() =>
        Venue(Onboard(Alice), Offer(Alice), Buy(Bob, Units, 2.00m) with { Hours = 900 }, LeaseWords.Provision(Alice, 1), Fraud(unit: 0), Fraud(unit: 1))
            .When(Do(new AppealSlash(Alice, new(2))), Wait(AppealMinutes))
            .Once<SlashExecuted>(slash => Assert.Equal(Dollars.Amount(UnitBond), slash.Amount))
            .Bond(Alice, UnitBond).Purse(AccountId.House, AccountKind.Insurance, 0)
            .And(stage => Assert.Equal(Dollars.Amount(UnitBond), FromBond(stage, Bob)))
            .When(Do(new DecideSlash(new(2), Upheld: true))).Bond(Alice, 0).Purse(AccountId.House, AccountKind.Insurance, UnitBond * 0.9m)
            .Replays();

    /// <summary>When the slash is executed 60 hours of the lease are left, $240 for its two GPUs. It is firm: five times that is owed, and no margin stands behind it.</summary>
    [Fact]
    public void A_slash_pays_what_a_firm_lease_lost_and_no_multiple_of_it() =>
        Venue(Set(Setting.FirmMarginBasisPoints, 0), Onboard(Alice), OfferFirm(), BuyFirm(Bob, Units, hours: 132), LeaseWords.Provision(Alice, 1), Fraud())
            .When(Wait(AppealMinutes))
            .And(stage =>
            {
                LeaseCashSettled settled = stage.All<LeaseCashSettled>()[0];
                Minutes left = new Window(stage.State.Now + new Minutes(1), stage.Lease(1).Terms.Window.Until).Length;
                Money loss = Dollars.PerGpuHour(2m) * (new Gpus(Units) * left);
                Assert.Equal((loss, loss), (settled.Damages, FromBond(stage, Bob)));
                Assert.Equal((Dollars.Amount(UnitBond * 2) - loss).Share(new BasisPoints(9_000)), stage.Purse(AccountId.House, AccountKind.Insurance));
            }).Bond(Alice, 0).Replays();

    /// <summary>Both lose more than the $1,344 that are slashed.</summary>
    [Fact]
    public void Who_leased_first_is_paid_first_out_of_a_slash() =>
        Venue(Onboard(Alice), Offer(Alice), Buy(Bob, 1, 2.00m) with { Hours = 800 }, Buy(Carol, 1, 2.00m, "late") with { Hours = 800 })
            .Given(LeaseWords.Provision(Alice, 1), LeaseWords.Provision(Alice, 2, firstUnit: 1), Fraud())
            .When(Wait(AppealMinutes))
            .And(stage => Assert.Equal((Dollars.Amount(UnitBond * 2), Money.Zero), (FromBond(stage, Bob), FromBond(stage, Carol))))
            .Replays();

    private static Selling OfferFirm() => Offer(Alice) with { Offering = spec => spec with { GpusPerNode = new(Units), Firmness = Firmness.Firm } };

    private static Buying BuyFirm(AccountId who, int gpus, int hours) =>
        Buy(who, gpus, 2.00m) with { Hours = hours, Requiring = requirement => requirement with { Firmness = Firmness.Firm } };

    private static Money FromBond(Stage stage, AccountId to) => stage.All<MoneyMoved>()
        .Where(moved => moved.FromKind == AccountKind.Bond && moved.To == to).Aggregate(Money.Zero, (sum, moved) => sum + moved.Amount);

    private static Act Fraud(int unit = -1) => Do(stage => stage.Execute(new ProposeSlash(stage.Node(TheNode), unit, SlashCause.Fraud, 1)));

    private static Doing Attestation() => new(stage =>
    {
        ClaimTee(Alice).Play(stage);
        stage.Execute(new RequestChallenge(Alice, stage.Node(TheNode), ChallengeKind.Attestation));
    });
}
