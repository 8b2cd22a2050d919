using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Tests.Specs.Language;
using Exchange.Tests.Verification;
using Xunit;
using static Exchange.Tests.Specs.Language.ChainWords;
using static Exchange.Tests.Specs.Language.ProviderWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Each epoch's time-lock begins where the one before ended, through a small matrix; and what cheats make of it.</summary>
public sealed class TimeLockChainSpecs
{
    private const int Day = 20_452;
    private const string Other = "other";
    private const long GraceMilliseconds = 60_000;

    [Fact]
    public void A_squared_epoch_draws_a_small_matrix_of_one_unit_and_both_draw_the_next_epoch() =>
        Begun().When(Square()).And(stage => Assert.True(IsSmall(stage.State.Challenges.All.Single().Terms)))
            .When(Multiply()).Asked()
            .When(NextEpoch()).Chained(true)
            .When(Square(), Multiply(), NextEpoch()).Chained(true)
            .When(Square()).SquaringsWere(Verdict.Passed, Verdict.Passed, Verdict.Passed).Replays();

    [Fact]
    public void Every_unit_multiplies_in_its_turn_and_none_is_measured_by_it() =>
        Begun().When([.. Enumerable.Repeat<Act[]>([Square(), Multiply(), Prove(9_900), NextEpoch()], 10).SelectMany(acts => acts)]).And(stage =>
        {
            Assert.Equal([0, 1], stage.All<ChallengeIssued>().Where(asked => IsSmall(asked)).Select(asked => asked.Unit).Distinct().Order());
            Assert.Equal(9_900, stage.State.Fleet[stage.Node(TheNode)].Performance.Value);
        }).NodeIs(NodeStatus.Active);

    [Fact]
    public void An_epoch_computed_ahead_of_its_link_is_wrong() =>
        Begun().When(Square(), Multiply(), NextEpoch(), Square((stage, _) => Next(stage.TimeLocks()[0], stage.TimeLocks()[0].Epoch)))
            .SquaringsWere(Verdict.Passed, Verdict.Wrong);

    [Fact]
    public void Who_slept_through_an_epoch_cannot_go_on_from_the_one_before() =>
        Begun().When(Square(), Multiply(), Epochs(2), Wait(3)).SquaringsWere(Verdict.Passed, Verdict.Missed).Chained(false)
            .When(Square((stage, asked) => Next(stage.TimeLocks()[0], asked.Epoch))).SquaringsWere(Verdict.Passed, Verdict.Missed, Verdict.Wrong);

    [Fact]
    public void It_begins_anew_from_the_epochs_seed_and_holds_from_there() =>
        Begun().When(Square(), Multiply(), Epochs(2), Wait(3)).Chained(false)
            .When(Square(), Multiply(), NextEpoch()).Chained(true).Replays();

    [Fact]
    public void The_result_of_another_device_is_wrong() =>
        Chaining(Day, Onboard(Alice), Onboard(Bob, Other), Offer(Alice), Offer(Bob, "his", Other), NextEpoch())
            .When(Do(stage =>
            {
                ChallengeIssued[] asked = stage.TimeLocks();
                foreach (ChallengeIssued each in asked) Send(stage, each, Solve(asked[0].Seed));
            })).SquaringsWere(Verdict.Passed, Verdict.Wrong);

    [Fact]
    public void Whoever_skips_the_small_matrix_missed_it_and_begins_anew() =>
        Begun().When(Square(), NextEpoch(), Wait(2)).Chained(false)
            .And(stage => Assert.Equal(Verdict.Missed, stage.All<ProofJudged>().Last().Verdict))
            .And(stage => Assert.Equal(1, stage.State.Units[stage.State.Units.Find(stage.Node(TheNode), stage.All<ProofJudged>().Last().Unit)].Misses.InARow))
            .When(Square()).SquaringsWere(Verdict.Passed, Verdict.Passed);

    [Fact]
    public void A_wrong_small_matrix_breaks_the_chain_and_is_looked_into() =>
        Begun().When(Square(), Judge(Verdict.Wrong)).NodeIs(NodeStatus.Suspended)
            .When(NextEpoch()).Chained(false)
            .And(stage => Assert.Single(stage.State.Challenges.All, open => open.Terms.Purpose == ChallengePurpose.Confirmation)).Replays();

    [Fact]
    public void A_wrong_result_draws_no_matrix_and_the_next_epoch_begins_anew() =>
        Begun().When(Judge(Verdict.Wrong)).Asked().When(NextEpoch()).Chained(false);

    [Fact]
    public void Who_needs_the_minute_of_grace_is_asked_the_next_epoch_when_it_is_done() =>
        Begun().When(NextEpoch()).And(stage => Assert.Single(stage.TimeLocks()))
            .When(Wait(1), Square()).And(stage => Assert.Single(stage.TimeLocks()))
            .When(Multiply()).Chained(true)
            .And(stage =>
            {
                ChallengeIssued[] asked = stage.TimeLocks();
                Assert.Equal(ChallengePurpose.Chained, asked[1].Purpose);
                Assert.Equal(asked[0].DueUnixMilliseconds + 600_000, asked[1].DueUnixMilliseconds);
            })
            .When(Square(), Multiply(), NextEpoch()).Chained(true)
            .And(stage => Assert.Equal(ChallengePurpose.Idle, stage.TimeLocks()[^1].Purpose)).Replays();

    [Fact]
    public void Who_is_later_still_is_late_and_begins_anew_at_once() =>
        Begun().When(NextEpoch(), Do(stage => stage.Now += (GraceMilliseconds + 1) * 1_000), Square())
            .SquaringsWere(Verdict.Late).Chained(false);

    [Fact]
    public void With_less_than_half_of_the_epoch_left_the_next_one_is_awaited() =>
        Begun().When(Do(stage => Submit(stage)), NextEpoch(), Wait(6), Do(stage => SayWrong(stage)))
            .And(stage => Assert.Single(stage.TimeLocks()))
            .When(NextEpoch()).Chained(false);

    [Fact]
    public void A_lease_that_begins_ends_the_chain_and_its_time_is_not_disturbed() =>
        Begun().When(Buy(Bob, Units, 2.00m), LeaseWords.Provision(Alice, 1), Wait(1), Square()).SquaringsWere(Verdict.Passed).Asked();

    [Fact]
    public void A_day_has_its_own_modulus_and_begins_its_own_chain() =>
        Begun().When([.. Enumerable.Repeat<Act[]>([Square(), Multiply(), Prove(9_900), NextEpoch()], 141).SelectMany(acts => acts)]).Chained(true)
            .When(
                Do(new CommitBeacon(Day + 1, LinkOf(Day + 1, 144), 144)), Do(new PublishModulus(Day + 1, Bytes256.From(TimeLockSpecs.Modulus))),
                Square(), Multiply(), Prove(9_900), NextEpoch())
            .Chained(false);

    /// <summary>A node that was just asked for its first time-lock.</summary>
    private static Scenario Begun(params Act[] acts) => Chaining(Day, [Onboard(Alice), Offer(Alice), .. acts, NextEpoch()]);

    private static void Submit(Stage stage) => stage.Execute(new SubmitAnswer(Alice, stage.TimeLocks()[0].Challenge, AnyHash(1), default));

    private static void SayWrong(Stage stage) =>
        stage.Execute(new JudgeProof(stage.TimeLocks()[0].Challenge, Verdict.Wrong, default, default, EvidenceGrade.SelfEvident));
}
