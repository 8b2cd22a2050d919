using Exchange.Api.Feed;
using Exchange.Api.Hosting;
using Exchange.Api.Proofs;
using Exchange.Engine.Events;
using Exchange.Engine.Proofs;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Api;

/// <summary>The rows of a committed product while they are on their way, and after they were taken.</summary>
public sealed class RowsAreJudgedOnce
{
    private const long OpeningMilliseconds = 60_000;
    private static readonly ChallengeId Committed = new(1);
    private static readonly AccountId Provider = new(7);
    private static readonly long Received = Instant.FromUtc(2030, 1, 1, 0, 0).ToUnixTimeMilliseconds();
    private readonly ExchangeState state = new();
    private readonly ChallengeBoard board;

    public RowsAreJudgedOnce()
    {
        state.Challenges.Issue(new ChallengeIssued(
            Committed, new NodeId(1), Provider, Unit: 0, ChallengeKind.MatrixCommit, ChallengePurpose.Onboarding, Day: 1, Epoch: 1, default, Size: 4_096, Received + 1_000));
        state.Challenges.Answer(new AnswerReceived(Committed, Provider, default, Received, default));
        IClock clock = new StandingClock(Instant.FromUnixTimeMilliseconds(Received));
        board = new ChallengeBoard(new CommittedMarket(state), new MarketFeed(new ApiSettings(), clock), clock);
    }

    [Fact]
    public void Rows_in_time_are_taken_once_and_their_prover_is_not_given_up_meanwhile()
    {
        Assert.Equal([Committed], board.Unopened(Received));
        Assert.True(board.TryOpen(Committed, Received + OpeningMilliseconds, OpeningMilliseconds));
        Assert.False(board.TryOpen(Committed, Received + OpeningMilliseconds, OpeningMilliseconds));
        Assert.Empty(board.Unopened(long.MaxValue));
    }

    [Fact]
    public void Rows_that_come_too_late_are_not_taken()
    {
        Assert.False(board.TryOpen(Committed, Received + OpeningMilliseconds + 1, OpeningMilliseconds));
        Assert.Equal([Committed], board.Unopened(long.MaxValue));
    }

    [Fact]
    public void What_was_decided_is_not_opened_any_more()
    {
        var batch = new EventBatch { FirstPosition = 1 };
        batch.Append(new ProofJudged(Committed, new NodeId(1), Provider, 0, ChallengeKind.MatrixCommit, Verdict.Void, default, default, EvidenceGrade.SelfEvident));
        foreach (RecordedEvent judged in batch) board.OnEvolved(state, judged);

        Assert.Empty(board.Unopened(long.MaxValue));
        Assert.False(board.TryOpen(Committed, Received, OpeningMilliseconds));
    }

    /// <summary>A clock that stands.</summary>
    private sealed class StandingClock(Instant now) : IClock
    {
        public Instant GetCurrentInstant() => now;
    }
}
