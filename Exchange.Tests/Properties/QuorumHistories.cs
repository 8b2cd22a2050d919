using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Xunit;
using Xunit.Abstractions;

namespace Exchange.Tests.Properties;

/// <summary>Quorums under random histories: whatever their workers do, each closes in its time, and judges those who committed and nobody else.</summary>
public sealed class QuorumHistories(ITestOutputHelper output)
{
    private const int Commands = 800;

    public static TheoryData<int> Seeds => [1, 2, 3, Random.Shared.Next()];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_quorum_closes_and_judges_those_who_committed_in_their_order(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new QuorumHistory(seed);
        for (int i = 0; i < Commands; i++)
        {
            history.Act();
            NoLeaseStandsInTwo(history.State);
        }

        history.ComeToAnEnd();
        Assert.Equal(0, history.State.Quorums.Count);
        Assert.Equal(history.State.Hash(), history.Kept.Replayed().Hash());
        ILookup<QuorumId, AccountId> committed = history.Kept.All<ResultCommitted>().ToLookup(commit => commit.Quorum, commit => commit.Provider);
        ILookup<QuorumId, AccountId> judged = history.Kept.All<WorkerJudged>().ToLookup(worker => worker.Quorum, worker => worker.Provider);
        List<QuorumOpened> opened = history.Kept.All<QuorumOpened>();
        Assert.Equal(opened.Select(quorum => quorum.Quorum), history.Kept.All<QuorumClosed>().Select(closed => closed.Quorum).Order(ById));
        foreach (QuorumOpened quorum in opened)
            Assert.Equal(committed[quorum.Quorum].Count() < quorum.Needed ? [] : committed[quorum.Quorum], judged[quorum.Quorum]);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_goes_on_as_the_state_it_was_taken_of(int seed)
    {
        output.WriteLine(FormattableString.Invariant($"seed {seed}"));
        var history = new QuorumHistory(seed);
        for (int round = 0; round < 12; round++)
        {
            for (int i = 0; i < 60; i++) history.Act();
            history.MustGoOnFromASnapshot();
        }
    }

    [Fact]
    public void They_come_to_every_end_that_there_is()
    {
        var standings = new List<WorkerStanding>();
        var ends = new List<(bool IsReached, bool IsJudged)>();
        for (int seed = 1; seed <= 3; seed++)
        {
            var history = new QuorumHistory(seed);
            for (int i = 0; i < Commands; i++) history.Act();
            ILookup<QuorumId, WorkerStanding> judged = history.Kept.All<WorkerJudged>().ToLookup(worker => worker.Quorum, worker => worker.Standing);
            foreach (QuorumClosed closed in history.Kept.All<QuorumClosed>()) ends.Add((closed.Reached, judged.Contains(closed.Quorum)));
            standings.AddRange(judged.SelectMany(quorum => quorum));
        }

        output.WriteLine($"{string.Join(", ", ends.CountBy(end => end))}; {string.Join(", ", standings.CountBy(standing => standing))}");
        Assert.Equal(Enum.GetValues<WorkerStanding>(), standings.Distinct().Order());
        Assert.Equal([(false, false), (false, true), (true, true)], ends.Distinct().Order());
    }

    private static readonly Comparer<QuorumId> ById = Comparer<QuorumId>.Create((left, right) => left.Value.CompareTo(right.Value));

    private static void NoLeaseStandsInTwo(ExchangeState state)
    {
        FillId[] leases = [.. state.Quorums.All.SelectMany(quorum => quorum.Terms.Workers.Items.ToArray()).Select(worker => worker.Lease)];
        Assert.Equal(leases.Length, leases.Distinct().Count());
    }
}
