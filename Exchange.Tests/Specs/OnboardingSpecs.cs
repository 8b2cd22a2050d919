using Exchange.Engine.Commands;
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

/// <summary>What it takes before a node may be offered, and what takes it out of the market again.</summary>
public sealed class OnboardingSpecs
{
    [Fact]
    public void A_node_without_a_bond_is_not_offered() =>
        Venue(Register(Alice, TheNode, Units)).When(Offer(Alice)).Then(Rejected(Refusal.BondShort)).NodeIs(NodeStatus.Onboarding);

    [Fact]
    public void Nor_is_one_that_proved_nothing() =>
        Venue(Arrive(Alice)).When(Offer(Alice)).Then(Rejected(Refusal.PerformanceStale));

    [Fact]
    public void Nor_is_one_of_which_a_device_has_no_name() =>
        Venue(Do(new RegisterProvider(Alice, Text("alice"))), Register(Alice, TheNode, Units), Do(new PostBond(Alice, 1_344_000_000)))
            .When(Offer(Alice)).Then(Rejected(Refusal.NodeInactive));

    [Fact]
    public void With_bond_devices_and_proofs_it_is()
    {
        Venue(Arrive(Alice), NextEpoch())
            .Asked((ChallengeKind.MatrixCommit, ChallengePurpose.Onboarding, 0), (ChallengeKind.MatrixCommit, ChallengePurpose.Onboarding, 1))
            .When(Prove(9_700)).NodeIs(NodeStatus.Active, NodeStatusReason.Complete)
            .When(Offer(Alice)).Then(Rested("ask"));
    }

    [Fact]
    public void It_is_as_fast_as_its_slowest_unit() =>
        Venue(Arrive(Alice), NextEpoch()).When(JudgeUnit(0, Verdict.Passed, 9_900), JudgeUnit(1, Verdict.Passed, 9_100))
            .And(stage => Assert.Equal(9_100, stage.State.Fleet[stage.Node(TheNode)].Performance.Value));

    [Fact]
    public void The_first_proofs_are_asked_for_once_and_then_when_the_provider_wants() =>
        Venue(Arrive(Alice), NextEpoch(), Epochs(6)).Asked()
            .When(Ask(ChallengeKind.MatrixFull), NextEpoch())
            .Asked((ChallengeKind.MatrixCommit, ChallengePurpose.OnRequest, 0), (ChallengeKind.MatrixCommit, ChallengePurpose.OnRequest, 1));

    [Fact]
    public void Who_asks_to_be_challenged_has_a_bond_behind_the_node() =>
        Venue(Onboard(Alice), Register(Alice, "second", Units), NameUnit(Alice, "second", 0), NameUnit(Alice, "second", 1))
            .When(Ask(ChallengeKind.MatrixFull, "second")).ThenRefused(Refusal.BondShort)
            .When(Ask(ChallengeKind.MatrixFull)).ThenRefused(Refusal.None);

    [Fact]
    public void A_second_node_does_not_uncover_the_first() =>
        Venue(Onboard(Alice), Offer(Alice)).When(Register(Alice, "second", Units))
            .NodeIs(NodeStatus.Active).NodeIs(NodeStatus.Onboarding, "second").Open("ask", Units);

    [Fact]
    public void Whose_reputation_falls_needs_more_bond_and_its_asks_leave_the_market_at_once() =>
        Venue(Do(new PublishReputation(Alice, new(8_000))), Onboard(Alice), Offer(Alice), Register(Alice, "second", Units))
            .When(Set(Setting.BondHours, 336)).NodeIs(NodeStatus.Active)
            .When(Do(new PublishReputation(Alice, new(7_999)))).Then(Cancelled("ask", CancelReason.NodeInactive))
            .NodeIs(NodeStatus.Suspended, NodeStatusReason.BondShort)
            .When(Do(new PublishReputation(Alice, new(8_000)))).NodeIs(NodeStatus.Active);

    [Fact]
    public void A_performance_that_goes_stale_takes_the_node_out_at_that_minute()
    {
        const int week = 10_080;
        Venue(Onboard(Alice), Offer(Alice))
            .When(Wait(week - 1)).Open("ask", Units)
            .When(Wait(1)).Then(Cancelled("ask", CancelReason.NodeInactive)).NodeIs(NodeStatus.Suspended, NodeStatusReason.PerformanceStale);
    }

    [Fact]
    public void A_device_is_in_one_place_alone() =>
        Venue(Arrive(Alice), Register(Bob, "other", Units))
            .When(NameUnit(Bob, "other", 0, $"{TheNode}-gpu-0")).ThenRefused(Refusal.DeviceTaken)
            .When(NameUnit(Alice, TheNode, 1, $"{TheNode}-gpu-0")).ThenRefused(Refusal.DeviceTaken)
            .When(NameUnit(Alice, TheNode, 0)).ThenRefused(Refusal.None).Replays();

    [Fact]
    public void A_device_is_replaced_while_nothing_is_promised_and_the_node_proves_itself_anew() =>
        Venue(Onboard(Alice), Offer(Alice))
            .When(NameUnit(Alice, TheNode, 0, "spare")).ThenRefused(Refusal.NodeInUse)
            .When(Cancel(Alice, "ask"), NameUnit(Alice, TheNode, 0, "spare")).ThenRefused(Refusal.None)
            .NodeIs(NodeStatus.Suspended, NodeStatusReason.PerformanceStale);

    [Fact]
    public void A_banned_device_never_comes_back() =>
        Venue(Do(new BanDevice(Text("stolen"))), Register(Alice, TheNode, Units))
            .When(NameUnit(Alice, TheNode, 0, "stolen")).ThenRefused(Refusal.DeviceBanned).Replays();

    [Fact]
    public void Its_node_returns_when_it_was_replaced_and_the_operator_lets_it()
    {
        Act restore = Do(stage => stage.Execute(new RestoreNode(stage.Node(TheNode))));
        Venue(Onboard(Alice), Offer(Alice)).When(Do(new BanDevice(Text("node-gpu-1")))).Then(Cancelled("ask", CancelReason.NodeInactive))
            .NodeIs(NodeStatus.Quarantined, NodeStatusReason.DeviceBanned)
            .When(restore).NodeIs(NodeStatus.Quarantined)
            .When(NameUnit(Alice, TheNode, 1, "spare"), restore).NodeIs(NodeStatus.Suspended)
            .When(Epochs(5), Prove(10_000)).NodeIs(NodeStatus.Active).Replays();
    }

    [Fact]
    public void A_retired_node_needs_no_bond_and_its_devices_may_move() =>
        Venue(Onboard(Alice), Offer(Alice), Register(Alice, "second", Units))
            .When(Retire()).ThenRefused(Refusal.NodeInUse)
            .When(Cancel(Alice, "ask"), Retire()).NodeIs(NodeStatus.Retired)
            .When(NameUnit(Alice, "second", 0, $"{TheNode}-gpu-0")).ThenRefused(Refusal.None)
            .When(Offer(Alice)).Then(Rejected(Refusal.NodeInactive));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void While_a_grave_slash_is_open_the_node_stays_and_so_do_its_devices(bool upheld) =>
        Venue(Onboard(Alice), Do(stage => stage.Execute(new ProposeSlash(stage.Node(TheNode), -1, SlashCause.Fraud, 1))))
            .When(Retire()).ThenRefused(Refusal.SlashOpen)
            .When(NameUnit(Alice, TheNode, 0, "spare")).ThenRefused(Refusal.SlashOpen)
            .When(NameUnit(Alice, TheNode, 0)).ThenRefused(Refusal.None)
            .When(Do(new AppealSlash(Alice, new(1))), Do(new DecideSlash(new(1), upheld)), NameUnit(Alice, TheNode, 0, "spare")).ThenRefused(Refusal.None)
            .When(Retire()).ThenRefused(Refusal.None).Replays();

    [Fact]
    public void Confidential_computing_is_offered_while_its_attestation_is_fresh()
    {
        Selling confidential = Offer(Alice) with { Offering = spec => spec with { GpusPerNode = new(Units), Tee = TeeLevel.Cpu } };
        Venue(Onboard(Alice)).When(confidential).Then(Rejected(Refusal.AttestationStale))
            .When(Ask(ChallengeKind.Attestation)).ThenRefused(Refusal.NothingToAttest)
            .When(ClaimTee(Alice), Ask(ChallengeKind.Attestation), NextEpoch())
            .Asked((ChallengeKind.Attestation, ChallengePurpose.OnRequest, -1))
            .When(Prove(0), confidential with { Offering = spec => spec with { GpusPerNode = new(Units), Tee = TeeLevel.CpuAndGpu } })
            .Then(Rejected(Refusal.SpecDiffersFromNode))
            .When(confidential with { Offering = spec => spec with { GpusPerNode = new(Units), Tee = TeeLevel.Cpu, TeePlatform = TeePlatforms.Tdx } })
            .Then(Rejected(Refusal.SpecDiffersFromNode))
            .When(confidential).Then(Rested("ask"))
            .When(Cancel(Alice, "ask"), ClaimTee(Alice, level: TeeLevel.CpuAndGpu), confidential).Then(Rejected(Refusal.AttestationStale));
    }

    [Fact]
    public void A_claim_changes_neither_while_it_is_being_proven_nor_below_that_of_an_open_ask()
    {
        Selling both = Offer(Alice) with { Offering = spec => spec with { GpusPerNode = new(Units), Tee = TeeLevel.CpuAndGpu } };
        Venue(Onboard(Alice), ClaimTee(Alice, TeeLevel.CpuAndGpu), Ask(ChallengeKind.Attestation), NextEpoch())
            .When(ClaimTee(Alice)).ThenRefused(Refusal.NodeInUse)
            .When(Prove(0), both).Then(Rested("ask"))
            .When(ClaimTee(Alice)).ThenRefused(Refusal.NodeInUse)
            .When(ClaimTee(Alice, TeeLevel.CpuAndGpu, TeePlatforms.Snp)).ThenRefused(Refusal.None)
            .When(Cancel(Alice, "ask"), ClaimTee(Alice)).ThenRefused(Refusal.None).Replays();
    }

    [Fact]
    public void A_platform_whose_reports_nobody_here_can_verify_is_not_claimed() =>
        Venue(Arrive(Alice)).When(ClaimTee(Alice, platform: TeePlatforms.Tdx)).ThenRefused(Refusal.PlatformNotVerified)
            .When(ClaimTee(Alice, platform: TeePlatforms.Snp)).ThenRefused(Refusal.None);

    [Fact]
    public void Maintenance_is_announced_a_day_ahead_and_excuses_its_minutes()
    {
        Venue(Arrive(Alice))
            .When(Maintain(1_439, 60)).ThenRefused(Refusal.TooLate)
            .When(Maintain(1_500, 481)).ThenRefused(Refusal.WindowOutOfRange)
            .When(Maintain(1_500, 60)).ThenRefused(Refusal.None)
            .And(stage => Assert.Equal([false, true, true, false], new[] { 1_499, 1_500, 1_559, 1_560 }.Select(minute =>
                stage.State.Fleet.IsExcused(stage.Node(TheNode), new(Stage.Dawn.Value + minute)))))
            .When(Maintain(2_000, 60), Maintain(3_000, 60), Maintain(4_000, 60), Maintain(5_000, 60)).ThenRefused(Refusal.CapacityReached).Replays();
    }

    private static Act Maintain(int from, int minutes) => Do(stage => stage.Execute(new PublishMaintenance(
        Alice, stage.Node(TheNode), new Window(new(Stage.Dawn.Value + from), new(Stage.Dawn.Value + from + minutes)))));

    private static Act Ask(ChallengeKind proof, string node = TheNode) => Do(stage => stage.Execute(new RequestChallenge(Alice, stage.Node(node), proof)));

    private static Act Retire() => Do(stage => stage.Execute(new RetireNode(Alice, stage.Node(TheNode))));
}
