using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.QuorumWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>
/// A job that several providers do, from the first commitment to the verdict. Committing is consenting: who does not commit takes no part.
/// </summary>
public sealed class QuorumSpecs
{
    [Fact]
    public void It_closes_when_all_who_committed_have_revealed() =>
        Opened(workers: 3, needed: 2)
            .Given(Commit("right", Alice, Carol, Dave), Reveal("right", Dave, Alice)).Never<QuorumClosed>()
            .When(Reveal(Carol, "right"))
            .Judged((Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Agreed))
            .Agreed("right");

    [Fact]
    public void It_closes_when_the_time_to_reveal_is_over() =>
        Opened(3, 2).Given(Commit("right", Carol, Alice, Dave), Reveal("right", Alice, Carol))
            .When(Wait(CommitMinutes + RevealMinutes)).Never<QuorumClosed>()
            .When(Wait(1))
            .Judged((Carol, WorkerStanding.Agreed), (Alice, WorkerStanding.Agreed), (Dave, WorkerStanding.NotRevealed))
            .Agreed("right");

    [Fact]
    public void Who_does_not_commit_takes_no_part_and_is_not_judged() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol, Dave), Wait(CommitMinutes + 1))
            .When(Reveal("right", Alice, Carol, Dave))
            .Judged((Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Agreed))
            .Agreed("right");

    [Fact]
    public void Too_few_commitments_judge_nobody() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol))
            .When(Wait(CommitMinutes)).Never<QuorumClosed>()
            .When(Wait(1)).Judged().AgreedOnNothing();

    [Fact]
    public void What_is_missing_to_a_quorum_of_those_who_committed_is_missing() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol), Commit(Dave, "wrong"), Wait(CommitMinutes + 1))
            .When(Reveal("right", Alice, Carol), Reveal(Dave, "wrong"))
            .Judged((Alice, WorkerStanding.Undecided), (Carol, WorkerStanding.Undecided), (Dave, WorkerStanding.Undecided))
            .AgreedOnNothing();

    [Fact]
    public void Nobody_commits_twice_but_may_say_the_same_again() =>
        Opened(3, 2).Given(Commit(Alice, "right"))
            .When(Commit(Alice, "right")).ThenReceipt(receipt => Assert.Equal((Refusal.None, true), (receipt.Refusal, receipt.Repeated)))
            .When(Commit(Alice, "wrong")).ThenRefused(Refusal.AlreadyDone)
            .Once<ResultCommitted>(committed => Assert.Equal((new FillId(1), Alice, CommitmentOf(Alice, "right")), (committed.Lease, committed.Provider, committed.Commitment)));

    [Fact]
    public void Only_those_who_are_asked_commit_and_only_to_something() =>
        Opened(3, 2)
            .When(Commit(Erin, "right")).ThenRefused(Refusal.UnknownQuorum)
            .When(Commit(Bob, "right")).ThenRefused(Refusal.UnknownQuorum)
            .When(Do(new CommitResult(Alice, new(2), Job))).ThenRefused(Refusal.UnknownQuorum)
            .When(Do(new CommitResult(Alice, new(1), default))).ThenRefused(Refusal.ValueOutOfRange);

    [Fact]
    public void Nobody_commits_when_the_time_for_it_is_over() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol, Dave))
            .When(Wait(CommitMinutes), Commit(Erin, "right")).ThenRefused(Refusal.None)
            .When(Wait(1), Commit(Frank, "right")).ThenRefused(Refusal.TooLate)
            .When(Commit(Alice, "right")).ThenReceipt(receipt => Assert.True(receipt.Repeated));

    [Fact]
    public void Nobody_reveals_while_others_may_still_commit() =>
        Opened(3, 2).Given(Commit("right", Alice, Carol))
            .When(Reveal(Alice, "right")).ThenRefused(Refusal.NotYet)
            .When(Wait(CommitMinutes), Reveal(Alice, "right")).ThenRefused(Refusal.NotYet)
            .When(Wait(1), Reveal(Alice, "right")).ThenRefused(Refusal.None);

    [Fact]
    public void Results_are_revealed_as_soon_as_all_have_committed() =>
        Opened(3, 2).Given(Commit("right", Alice, Carol, Dave)).When(Reveal(Alice, "right")).ThenRefused(Refusal.None);

    [Fact]
    public void Who_did_not_commit_has_nothing_to_reveal() =>
        Opened(3, 2)
            .When(Reveal(Alice, "right")).ThenRefused(Refusal.NotYet)
            .Given(Commit("right", Alice, Carol), Wait(CommitMinutes + 1))
            .When(Reveal(Dave, "right")).ThenRefused(Refusal.TooLate)
            .When(Reveal(Erin, "right")).ThenRefused(Refusal.UnknownQuorum);

    [Fact]
    public void Nobody_reveals_twice_but_may_say_the_same_again() =>
        Opened(3, 2).Given(Commit("right", Alice, Carol, Dave), Reveal(Alice, "right"))
            .When(Reveal(Alice, "right")).ThenReceipt(receipt => Assert.Equal((Refusal.None, true), (receipt.Refusal, receipt.Repeated)))
            .When(Reveal(Alice, "wrong")).ThenRefused(Refusal.AlreadyDone)
            .Once<ResultRevealed>(revealed => Assert.Equal((new FillId(1), Alice, Word("right"), SaltOf(Alice)), (revealed.Lease, revealed.Provider, revealed.Digest, revealed.Salt)));

    [Fact]
    public void A_quorum_that_is_closed_is_not_found_any_more() =>
        Opened(3, 2).Given(Wait(CommitMinutes + 1))
            .When(Commit(Alice, "right")).ThenRefused(Refusal.UnknownQuorum)
            .When(Reveal(Alice, "right")).ThenRefused(Refusal.UnknownQuorum);

    [Fact]
    public void A_lease_that_ends_meanwhile_leaves_its_provider_in_the_quorum() =>
        Opened(3, 2).Given(Commit("right", Alice, Carol, Dave), Do(new EndLease(new(1))), Wait(3))
            .When(Reveal("right", Alice, Carol, Dave)).Agreed("right");

    [Fact]
    public void Of_quorums_due_in_one_minute_the_first_opened_closes_first() =>
        Leased().Given(Do(new OpenQuorum(Bob, Job, Leases(1, 2, 3), 2, 7, 1)), Wait(3), Sell(Alicia, 1, 2.00m, "more"), Buy(Bob, 1, 2.00m, "wanted"))
            .Given(LeaseWords.Provision(Alicia, 6), Wait(2), Do(new OpenQuorum(Bob, Job, Leases(4, 5, 6), 2, 2, 1)))
            .When(Wait(4))
            .And(stage => Assert.Equal([new(1), new(2)], stage.All<QuorumClosed>().Select(closed => closed.Quorum)))
            .Replays();
}
