using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.Proofs;
using Exchange.Engine.Providers;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.ProviderWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>The beacon, whom an epoch challenges, and how answers are judged.</summary>
public sealed class ChallengeSpecs
{
    private const int Day = 20_452;
    private static readonly (ChallengeKind, ChallengePurpose, int)[] AMatrixOfEach =
        [(ChallengeKind.MatrixCommit, ChallengePurpose.Idle, 0), (ChallengeKind.MatrixCommit, ChallengePurpose.Idle, 1)];

    [Fact]
    public void A_link_that_does_not_hash_to_the_last_is_refused() =>
        Venue(Do(new CommitBeacon(Day, LinkOf(Day, 144), 144)))
            .When(Do(new RevealBeacon(Day, 0, LinkOf(Day, 142)))).ThenRefused(Refusal.BeaconBroken)
            .When(Do(new RevealBeacon(Day, 0, LinkOf(Day, 143)))).ThenRefused(Refusal.None)
            .When(Do(new RevealBeacon(Day, 0, LinkOf(Day, 143)))).ThenRefused(Refusal.AlreadyDone)
            .When(Do(new RevealBeacon(Day, 1, LinkOf(Day, 142)))).ThenRefused(Refusal.NotYet);

    [Fact]
    public void Epochs_may_be_left_out_and_the_next_link_still_shows_the_chain() =>
        Venue(Do(new CommitBeacon(Day, LinkOf(Day, 144), 144)), Do(new RevealBeacon(Day, 0, LinkOf(Day, 143))), Wait(30))
            .When(Do(new RevealBeacon(Day, 3, LinkOf(Day, 141)))).ThenRefused(Refusal.BeaconBroken)
            .When(Do(new RevealBeacon(Day, 3, LinkOf(Day, 140)))).ThenRefused(Refusal.None).Replays();

    [Fact]
    public void A_day_has_one_beacon_committed_before_it_is_over() =>
        Venue(Do(new CommitBeacon(Day, LinkOf(Day, 144), 144)))
            .When(Do(new CommitBeacon(Day, LinkOf(Day, 143), 143))).ThenRefused(Refusal.AlreadyDone)
            .When(Do(new CommitBeacon(Day - 1, LinkOf(Day, 143), 143))).ThenRefused(Refusal.TooLate)
            .When(Do(new CommitBeacon(Day + 8, LinkOf(Day, 143), 143))).ThenRefused(Refusal.NotYet);

    [Fact]
    public void Idle_units_that_are_offered_prove_their_throughput_once_an_hour() =>
        Venue(Onboard(Alice), Offer(Alice)).When(Epochs(4)).Asked()
            .When(NextEpoch()).Asked(AMatrixOfEach)
            .When(Prove(9_900), NextEpoch()).Asked();

    [Fact]
    public void Who_offers_nothing_is_left_alone() => Venue(Onboard(Alice)).When(Epochs(7)).Asked();

    [Fact]
    public void Who_is_not_listed_at_the_moment_of_the_link_is_asked_all_the_same() =>
        Venue(Onboard(Alice), Do(new PublishModulus(Day, Odd())), Epochs(4), Offer(Alice), Cancel(Alice, "ask"))
            .When(NextEpoch()).Asked([.. AMatrixOfEach, (ChallengeKind.TimeLock, ChallengePurpose.Idle, -1)])
            .When(Prove(9_900), NextEpoch()).Asked().Replays();

    [Fact]
    public void A_lease_of_one_unit_excuses_no_other()
    {
        Act[] sold = [Onboard(Alice), Epochs(4), Do(new PublishModulus(Day, Odd())), Offer(Alice), Buy(Bob, 1, 2.00m), Wait(1)];
        Venue(sold).When(NextEpoch()).Asked(AMatrixOfEach[1]).Replays();
        Venue([.. sold, LeaseWords.Provision(Alice, 1, firstUnit: 1)]).When(NextEpoch()).Asked(AMatrixOfEach[0]).Replays();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Units)]
    public void A_unit_of_a_lease_longer_than_its_proof_holds_takes_nobody_else_out_of_the_market(int leased) =>
        Venue(Set(Setting.SilentHours, 8_000), Onboard(Alice), Offer(Alice), Buy(Bob, leased, 2.00m) with { Hours = 400 }, LeaseWords.Provision(Alice, 1))
            .When(Days(9)).NodeIs(NodeStatus.Active).Never<OrderCancelled>().Replays();

    [Fact]
    public void The_units_that_nobody_leases_go_stale_all_the_same() =>
        Venue(Set(Setting.SilentHours, 8_000), Onboard(Alice), Offer(Alice), Buy(Bob, 1, 2.00m) with { Hours = 400 }, LeaseWords.Provision(Alice, 1))
            .When(Cancel(Alice, "ask"), Wait(10_070)).NodeIs(NodeStatus.Active)
            .When(Wait(10)).NodeIs(NodeStatus.Suspended, NodeStatusReason.PerformanceStale).Replays();

    [Fact]
    public void With_a_modulus_there_is_a_time_lock_each_epoch() =>
        Venue(Onboard(Alice), Offer(Alice), Do(new PublishModulus(Day, Odd()))).When(NextEpoch())
            .Asked((ChallengeKind.TimeLock, ChallengePurpose.Idle, -1))
            .And(stage => Assert.Equal((stage.Now / 1000) + 600_000 + 60_000, stage.State.Challenges.All.Single().Terms.DueUnixMilliseconds));

    [Fact]
    public void Paid_time_is_not_disturbed_and_each_unit_proves_itself_right_after() =>
        Venue(Onboard(Alice), Offer(Alice) with { On = terms => terms with { Flags = OrderFlags.SellOnce } }, Do(new PublishModulus(Day, Odd())))
            .When(Buy(Bob, Units, 2.00m), LeaseWords.Provision(Alice, 1), Epochs(6))
            .Asked()
            .When(Epochs(1))
            .Asked((ChallengeKind.MatrixCommit, ChallengePurpose.AfterLease, 0), (ChallengeKind.MatrixCommit, ChallengePurpose.AfterLease, 1))
            .Replays();

    [Fact]
    public void Announced_maintenance_is_not_challenged() =>
        Venue(Onboard(Alice), Offer(Alice), Set(Setting.MaintenanceNoticeMinutes, 0))
            .When(Do(stage => stage.Execute(new PublishMaintenance(Alice, stage.Node(TheNode), new Window(new(Stage.Dawn.Value + 55), new(Stage.Dawn.Value + 100))))), Epochs(5))
            .Asked();

    [Fact]
    public void The_seed_is_the_beacons_and_anyone_can_find_it_again() =>
        Venue(Arrive(Alice)).When(NextEpoch()).And(stage =>
        {
            ChallengeIssued asked = stage.State.Challenges.All.First().Terms;
            Span<byte> seed = stackalloc byte[Hash256.Count];
            var subject = new SeedSubject((byte)ChallengeKind.MatrixCommit, (byte)ChallengePurpose.Onboarding, asked.Node.Value, 1);
            Beacon.Seed(LinkOf(Day, 142).Bytes, subject, Text("node-gpu-0").Bytes, seed);
            Assert.Equal(Hash256.From(seed), asked.Seed);
            Assert.Equal(stage.All<ChallengeIssued>().Count, stage.All<ChallengeIssued>().Select(each => each.Seed).Distinct().Count());
        });

    [Fact]
    public void An_answer_is_taken_once() =>
        Venue(Arrive(Alice), NextEpoch(), Submit(1))
            .When(Submit(1)).ThenReceipt(receipt => Assert.True(receipt.Repeated))
            .When(Submit(2)).ThenRefused(Refusal.AlreadyDone);

    [Fact]
    public void Nobody_answers_for_another() =>
        Venue(Arrive(Alice), NextEpoch()).When(Do(new SubmitAnswer(Bob, new(1), AnyHash(1), default))).ThenRefused(Refusal.UnknownChallenge);

    [Fact]
    public void What_was_not_answered_is_not_judged() =>
        Venue(Arrive(Alice), NextEpoch()).When(Pass(1)).ThenRefused(Refusal.NotYet)
            .When(Submit(1), Pass(1)).ThenRefused(Refusal.None)
            .When(Pass(1)).ThenRefused(Refusal.UnknownChallenge);

    [Theory]
    [InlineData(0, Verdict.Passed)]
    [InlineData(1, Verdict.Late)]
    public void A_right_answer_a_millisecond_late_is_late(int millisecondsLate, Verdict verdict) =>
        Venue(Arrive(Alice), NextEpoch())
            .When(Do(stage => stage.Now = (stage.State.Challenges.All.First().Terms.DueUnixMilliseconds + millisecondsLate) * 1000), Submit(1), Pass(1))
            .And(stage => Assert.Equal(verdict, stage.All<ProofJudged>().First().Verdict)).Replays();

    [Fact]
    public void Who_says_nothing_for_a_minute_more_missed_it() =>
        Venue(Arrive(Alice), NextEpoch())
            .When(Do(stage => stage.Now = ((stage.State.Challenges.All.First().Terms.DueUnixMilliseconds + ChallengeTable.LateMilliseconds) * 1000) - 1), Do(default(AdvanceTime)))
            .Never<ProofJudged>()
            .When(Do(stage => stage.Now++), Do(default(AdvanceTime)))
            .And(stage => Assert.Equal([Verdict.Missed, Verdict.Missed], stage.All<ProofJudged>().Select(judged => judged.Verdict))).Replays();

    [Fact]
    public void An_answer_that_the_exchange_does_not_judge_counts_for_nothing() =>
        Venue(Arrive(Alice), NextEpoch(), Submit(1)).When(Wait(61))
            .And(stage => Assert.Equal([Verdict.Void, Verdict.Missed], stage.All<ProofJudged>().Select(judged => judged.Verdict).Order().Reverse()));

    [Fact]
    public void Nor_does_one_that_nobody_could_answer_because_the_exchange_was_away() =>
        Venue(Arrive(Alice), NextEpoch()).When(Do(stage => stage.Restart()), Wait(10))
            .And(stage => Assert.Equal([Verdict.Void, Verdict.Void], stage.All<ProofJudged>().Select(judged => judged.Verdict)));

    [Theory]
    [InlineData(9_000, Verdict.Passed)]
    [InlineData(8_999, Verdict.Slow)]
    [InlineData(4_999, Verdict.BelowClaim)]
    public void The_engine_weighs_a_right_product_by_its_speed(int performance, Verdict verdict) =>
        Venue(Arrive(Alice), NextEpoch()).When(Prove(performance)).And(stage => Assert.Equal(verdict, stage.All<ProofJudged>().First().Verdict));

    [Fact]
    public void Slow_once_is_out_until_it_is_fast_again_and_slow_twice_until_the_operator_says_so() =>
        Venue(Onboard(Alice), Offer(Alice), Epochs(5))
            .When(Prove(8_500)).NodeIs(NodeStatus.Suspended, NodeStatusReason.BelowPerformance)
            .When(Epochs(6), Prove(9_500)).NodeIs(NodeStatus.Active)
            .When(Offer(Alice, "again"), Epochs(6), Prove(8_500), Epochs(6), Prove(8_500))
            .NodeIs(NodeStatus.Quarantined, NodeStatusReason.BelowPerformance).Replays();

    [Fact]
    public void Heartbeats_are_recorded_once_an_epoch_and_silence_suspends() =>
        Venue(Onboard(Alice), Offer(Alice))
            .When(Heartbeats(20)).ThenRefused(Refusal.None).When(Heartbeats(20)).ThenRefused(Refusal.AlreadyDone)
            .When(Silence(5)).NodeIs(NodeStatus.Active)
            .When(Silence(1)).NodeIs(NodeStatus.Suspended, NodeStatusReason.ProofsMissed)
            .When(NextEpoch(), Heartbeats(5)).NodeIs(NodeStatus.Active).Replays();

    [Fact]
    public void Factors_are_released_when_no_hour_of_the_day_rests_on_them_any_more()
    {
        Bytes128 prime = Prime();
        Bytes256 modulus = Square(prime);
        Act release = Do(new ReleaseFactors(Day, prime, prime));
        Venue(Epochs(1), Do(new PublishModulus(Day, modulus)))
            .When(release).ThenRefused(Refusal.NotYet)
            .When(Wait(1_440 + 4_320), Do(new ReleaseFactors(Day, prime, default))).ThenRefused(Refusal.ValueOutOfRange)
            .When(release).ThenRefused(Refusal.None).Replays();
    }

    private static Act Submit(byte answer) => Do(new SubmitAnswer(Alice, new(1), AnyHash(answer), default));

    /// <summary>So many days, in each of which whoever is asked answers.</summary>
    private static Act[] Days(int count) => [.. Enumerable.Repeat<Act[]>([Wait(1_430), NextEpoch(), Prove(10_000)], count).SelectMany(acts => acts)];

    private static Act Pass(long challenge) => Do(new JudgeProof(new(challenge), Verdict.Passed, new(9_900), default, EvidenceGrade.SelfEvident));

    private static Doing Heartbeats(int answered) => new Doing(stage =>
    {
        int epoch = (int)(stage.Now / 60_000_000 % 1_440 / 10);
        stage.Execute(new RecordHeartbeats(stage.Node(TheNode), Day, epoch, 10, Math.Min(answered, 10)));
    });

    private static Doing Silence(int epochs) => new Doing(stage =>
    {
        for (int left = epochs; left > 0; left--)
        {
            NextEpoch().Play(stage);
            Prove(9_900).Play(stage);
            Heartbeats(4).Play(stage);
        }
    });

    private static Bytes256 Odd() => Square(Prime());

    /// <summary>An odd number of 1,024 bits; that its square has two factors is all that is checked.</summary>
    private static Bytes128 Prime()
    {
        Span<byte> bytes = stackalloc byte[Bytes128.Count];
        bytes.Fill(0xff);
        return Bytes128.From(bytes);
    }

    private static Bytes256 Square(in Bytes128 prime)
    {
        var root = new System.Numerics.BigInteger(prime.Bytes, isUnsigned: true, isBigEndian: true);
        return Bytes256.From((root * root).ToByteArray(isUnsigned: true, isBigEndian: true));
    }
}
