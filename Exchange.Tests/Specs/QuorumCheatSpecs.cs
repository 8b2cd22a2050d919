using Exchange.Engine.Commands;
using Exchange.Engine.Verification;
using Exchange.Tests.Specs.Language;
using Xunit;
using static Exchange.Tests.Specs.Language.QuorumWords;
using static Exchange.Tests.Specs.Language.Words;

namespace Exchange.Tests.Specs;

/// <summary>Five providers do a job, three must agree, and some of them cheat.</summary>
public sealed class QuorumCheatSpecs
{
    [Fact]
    public void A_wrong_result_disagrees() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol), Commit(Dave, "wrong"), Commit("right", Erin, Frank))
            .When(Reveal("right", Alice, Carol), Reveal(Dave, "wrong"), Reveal("right", Erin, Frank))
            .Judged(
                (Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Disagreed), (Erin, WorkerStanding.Agreed),
                (Frank, WorkerStanding.Agreed))
            .Agreed("right");

    [Fact]
    public void A_copied_commitment_is_found_and_whose_it_was_keeps_its_voice() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol, Dave), Do(new CommitResult(Erin, new(1), CommitmentOf(Dave, "right"))), Commit(Frank, "right"))
            .When(Reveal("right", Alice, Carol, Dave), Do(new RevealResult(Erin, new(1), Word("right"), SaltOf(Dave))), Reveal(Frank, "right"))
            .Judged(
                (Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Agreed), (Erin, WorkerStanding.Copied),
                (Frank, WorkerStanding.Agreed))
            .Agreed("right");

    [Fact]
    public void What_is_not_revealed_is_wrong() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol, Dave, Erin), Commit(Frank, "wrong"))
            .When(Reveal("right", Alice, Carol, Dave, Erin), Wait(CommitMinutes + RevealMinutes + 1))
            .Judged(
                (Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Agreed), (Erin, WorkerStanding.Agreed),
                (Frank, WorkerStanding.NotRevealed))
            .Agreed("right");

    [Fact]
    public void Who_saw_the_others_results_cannot_reveal_another_than_its_own() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol, Dave, Erin), Commit(Frank, "wrong"))
            .When(Reveal("right", Alice, Carol, Dave, Erin), Reveal(Frank, "right"))
            .Judged(
                (Alice, WorkerStanding.Agreed), (Carol, WorkerStanding.Agreed), (Dave, WorkerStanding.Agreed), (Erin, WorkerStanding.Agreed),
                (Frank, WorkerStanding.Unfitting))
            .Agreed("right");

    [Fact]
    public void Cheats_that_are_too_many_keep_the_quorum_from_being_reached_and_are_named() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol), Do(new CommitResult(Dave, new(1), CommitmentOf(Alice, "right"))), Commit("right", Erin, Frank))
            .When(Reveal("right", Alice, Carol, Dave), Reveal(Erin, "wrong"), Wait(CommitMinutes + RevealMinutes + 1))
            .Judged(
                (Alice, WorkerStanding.Undecided), (Carol, WorkerStanding.Undecided), (Dave, WorkerStanding.Copied), (Erin, WorkerStanding.Unfitting),
                (Frank, WorkerStanding.NotRevealed))
            .AgreedOnNothing();

    [Fact]
    public void Three_who_collude_outvote_two_who_do_not() =>
        Opened(5, 3).Given(Commit("right", Alice, Carol), Commit("cheap", Dave, Erin, Frank))
            .When(Reveal("right", Alice, Carol), Reveal("cheap", Dave, Erin, Frank))
            .Judged(
                (Alice, WorkerStanding.Disagreed), (Carol, WorkerStanding.Disagreed), (Dave, WorkerStanding.Agreed), (Erin, WorkerStanding.Agreed),
                (Frank, WorkerStanding.Agreed))
            .Agreed("cheap");
}
