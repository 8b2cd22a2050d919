using System.Numerics;
using System.Security.Cryptography;
using Exchange.Engine.Verification;
using Xunit;

namespace Exchange.Tests.Verification;

/// <summary>Redundant execution: who agrees, who does not, and who only copied.</summary>
public sealed class QuorumSpecs
{
    private static readonly byte[] Task = Seeded.Word("task");

    [Fact]
    public void The_commitment_is_laid_out_as_documented()
    {
        byte[] digest = Seeded.Word("digest");
        byte[] salt = Seeded.Word("salt");
        Assert.Equal(SHA256.HashData([.. "quorum|"u8, 0x04, 0x03, 0x02, 0x01, .. Task, .. digest, .. salt]), Result(0x01020304, "digest", "salt").Commitment.ToArray());
    }

    [Fact]
    public void Three_of_five_decide_and_each_cheat_is_named()
    {
        WorkerResult victim = Result(1, "right");
        WorkerResult[] results =
        [
            victim,
            Result(2, "right"),
            victim with { Worker = 3 },
            Result(4, "right") with { Digest = default, Salt = default },
            Result(5, "right"),
        ];
        QuorumVerdict verdict = Quorum.Judge(Task, 3, results);
        Assert.True(verdict.Reached);
        Assert.Equal(Seeded.Word("right"), verdict.Digest.ToArray());
        Assert.Equal(
            [WorkerStanding.Agreed, WorkerStanding.Agreed, WorkerStanding.Copied, WorkerStanding.NotRevealed, WorkerStanding.Agreed], verdict.Standings);
    }

    [Fact]
    public void Another_digest_disagrees_and_a_reveal_that_does_not_fit_is_no_voice()
    {
        WorkerResult[] results =
        [
            Result(1, "right"), Result(2, "wrong"), Result(3, "right"),
            Result(4, "wrong") with { Digest = Seeded.Word("right") },
            Result(5, "right") with { Salt = Seeded.Word("another salt") },
        ];
        QuorumVerdict verdict = Quorum.Judge(Task, 3, results);
        Assert.False(verdict.Reached);
        Assert.Equal(
            [WorkerStanding.Undecided, WorkerStanding.Undecided, WorkerStanding.Undecided, WorkerStanding.Unfitting, WorkerStanding.Unfitting], verdict.Standings);
        results[4] = Result(5, "right");
        Assert.Equal(
            [WorkerStanding.Agreed, WorkerStanding.Disagreed, WorkerStanding.Agreed, WorkerStanding.Unfitting, WorkerStanding.Agreed],
            Quorum.Judge(Task, 3, results).Standings);
    }

    [Fact]
    public void A_commitment_to_another_task_does_not_fit()
    {
        WorkerResult[] results = [Result(1, "right"), Result(2, "right"), Result(3, "right")];
        Assert.All(Quorum.Judge(Seeded.Word("another task"), 2, results).Standings, standing => Assert.Equal(WorkerStanding.Unfitting, standing));
    }

    [Fact]
    public void Half_of_the_workers_are_no_quorum_and_none_votes_twice()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Quorum.Judge(Task, 2, [Result(1, "a"), Result(2, "a"), Result(3, "b"), Result(4, "b")]));
        Assert.Throws<ArgumentException>(() => Quorum.Judge(Task, 2, [Result(1, "a"), Result(1, "a", "another salt"), Result(3, "b")]));
    }

    [Fact]
    public void False_consensus_is_as_rare_as_published()
    {
        const double Cheats = 0.1;
        double falsely = 0;
        for (uint cheating = 0; cheating < 32; cheating++)
        {
            WorkerResult[] results = [.. Enumerable.Range(0, 5).Select(i => Result(i + 1, ((cheating >> i) & 1) == 1 ? "cheap" : "right"))];
            int cheats = BitOperations.PopCount(cheating);
            if (Quorum.Judge(Task, 3, results).Digest.Span.SequenceEqual(Seeded.Word("cheap"))) falsely += Math.Pow(Cheats, cheats) * Math.Pow(1 - Cheats, 5 - cheats);
        }

        Assert.Equal(0.00856, falsely, 0.000_001);
    }

    private static WorkerResult Result(int worker, string digest, string? salt = null)
    {
        byte[] kept = Seeded.Word(salt ?? $"salt of {worker}");
        byte[] commitment = new byte[32];
        Quorum.Commit(worker, Task, Seeded.Word(digest), kept, commitment);
        return new WorkerResult(worker, commitment, Seeded.Word(digest), kept);
    }
}
