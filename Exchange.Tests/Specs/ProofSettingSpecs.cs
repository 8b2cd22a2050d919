using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.ProviderWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// Every number of the rules for proofs is a setting: each short story comes out by the value that is set. The node's first hourly challenge
/// comes five epochs after it was onboarded, and every further one six epochs later; it answers none.
/// </summary>
public sealed class ProofSettingSpecs
{
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void So_many_missed_proofs_of_a_day_are_free(int free) =>
        Offered(Set(Setting.MissesFreeADay, free))
            .When(Miss(free)).Slashed(SlashCause.ProofsMissed)
            .When(MissOnce()).Slashed(SlashCause.ProofsMissed, UnitBond / 100, UnitBond / 100);

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    public void Each_further_one_costs_a_share_of_the_units_bond(int basisPoints) =>
        Offered(Set(Setting.MissSlashBasisPoints, basisPoints))
            .When(Miss(4)).Slashed(SlashCause.ProofsMissed, UnitBond * basisPoints / 10_000, UnitBond * basisPoints / 10_000);

    [Theory]
    [InlineData(6)]
    [InlineData(2)]
    public void So_many_in_a_row_suspend(int inARow) =>
        Offered(Set(Setting.MissesToSuspend, inARow))
            .When(Miss(inARow - 1)).NodeIs(NodeStatus.Active)
            .When(MissOnce()).NodeIs(NodeStatus.Suspended, NodeStatusReason.ProofsMissed);

    [Theory]
    [InlineData(24)]
    [InlineData(8)]
    public void So_many_in_a_row_quarantine(int inARow) =>
        Offered(Set(Setting.MissesToQuarantine, inARow), Do(new PublishReputation(Alice, new(9_000))))
            .When(Miss(inARow - 1)).NodeIs(NodeStatus.Suspended, NodeStatusReason.ProofsMissed)
            .When(MissOnce()).NodeIs(NodeStatus.Quarantined, NodeStatusReason.ProofsMissed);

    [Theory]
    [InlineData(5_000)]
    [InlineData(7_000)]
    public void Hardware_so_slow_is_below_its_claim(int basisPoints)
    {
        Assert.Equal(Verdict.BelowClaim, VerdictAt(basisPoints, basisPoints - 1));
        Assert.Equal(Verdict.Slow, VerdictAt(basisPoints, basisPoints));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(2_000)]
    public void The_first_time_that_costs_a_share_of_the_units_bond(int basisPoints) =>
        Offered(Set(Setting.BelowClaimSlashBasisPoints, basisPoints))
            .When(Epochs(5), JudgeUnit(0, Verdict.Wrong), Prove(9_900), NextEpoch(), Judge(Verdict.Wrong), NextEpoch(), Judge(Verdict.Wrong))
            .Slashed(SlashCause.BelowClaim, UnitBond * basisPoints / 10_000);

    [Theory]
    [InlineData(4_320)]
    [InlineData(60)]
    public void What_nobody_appeals_against_is_executed_after_so_long(int minutes) =>
        Offered(Set(Setting.AppealMinutes, minutes))
            .When(Do(stage => stage.Execute(new ProposeSlash(stage.Node(TheNode), -1, SlashCause.Fraud, 1))))
            .When(Wait(minutes - 1)).Never<SlashExecuted>()
            .When(Wait(1)).Bond(Alice, 0);

    [Theory]
    [InlineData(4_320)]
    [InlineData(60)]
    public void And_until_then_it_may_be_appealed(int minutes)
    {
        Assert.Equal(Refusal.None, AppealedAfter(minutes, minutes - 1));
        Assert.Equal(Refusal.UnknownSlash, AppealedAfter(minutes, minutes));
    }

    private static Refusal AppealedAfter(int setting, int minutes)
    {
        Refusal refusal = default;
        Offered(Set(Setting.AppealMinutes, setting))
            .When(Do(stage => stage.Execute(new ProposeSlash(stage.Node(TheNode), -1, SlashCause.Fraud, 1))), Wait(minutes), Do(new AppealSlash(Alice, new(1))))
            .And(stage => refusal = stage.Receipt.Refusal);
        return refusal;
    }

    private static Verdict VerdictAt(int setting, int performance)
    {
        Verdict verdict = default;
        Offered(Set(Setting.BelowClaimBasisPoints, setting)).When(Epochs(5), Prove(performance)).And(stage => verdict = stage.All<ProofJudged>()[^1].Verdict);
        return verdict;
    }

    private static Scenario Offered(params Act[] settings) => Venue([.. settings, Onboard(Alice), Offer(Alice)]);

    /// <summary>The first so many hourly challenges go unanswered.</summary>
    private static Act Miss(int times) => Do(stage =>
    {
        Epochs(5 + (6 * (times - 1))).Play(stage);
        Wait(5).Play(stage);
    });

    private static Act MissOnce() => Do(stage =>
    {
        Epochs(6).Play(stage);
        Wait(5).Play(stage);
    });
}
