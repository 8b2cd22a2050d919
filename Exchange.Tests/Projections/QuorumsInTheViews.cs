using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;
using Exchange.Tests.Durability;
using Exchange.Tests.Properties;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>Quorums as buyers, workers and analysts find them in the tables, held against what the engine recorded.</summary>
[Collection(nameof(ViewTables))]
public sealed class QuorumsInTheViews(StoreDatabases databases)
{
    private const long AwayMicroseconds = 40L * 60 * 1_000_000;
    private const int ThingsBetweenOutages = 200;
    private static readonly Page All = new(Limit: Page.MaxRows);

    [Fact]
    public async Task Each_is_there_with_its_workers_as_it_was_recorded()
    {
        QuorumHistory history = Happened();
        await using ViewTables tables = await FollowedAsync(history);
        var queries = new QuorumQueries(tables.Source);
        ILookup<QuorumId, WorkerJudged> judged = history.Kept.All<WorkerJudged>().ToLookup(worker => worker.Quorum);
        ILookup<QuorumId, ResultCommitted> committed = history.Kept.All<ResultCommitted>().ToLookup(commit => commit.Quorum);
        ILookup<QuorumId, ResultRevealed> revealed = history.Kept.All<ResultRevealed>().ToLookup(reveal => reveal.Quorum);
        Dictionary<QuorumId, QuorumClosed> closed = history.Kept.All<QuorumClosed>().ToDictionary(close => close.Quorum);
        Dictionary<QuorumId, QuorumExtended> extended = history.Kept.All<QuorumExtended>().GroupBy(extend => extend.Quorum).ToDictionary(some => some.Key, some => some.Last());
        Assert.NotEmpty(extended);

        foreach (QuorumOpened opened in history.Kept.All<QuorumOpened>())
        {
            QuorumWithWorkers found = (await queries.FindAsync(opened.Quorum, default))!;
            QuorumRow row = found.Row;
            Assert.Equal((opened.Buyer, opened.Job, opened.Needed), (row.Buyer, row.Job, row.Needed));
            (Minute commitBy, Minute revealBy) = extended.TryGetValue(opened.Quorum, out QuorumExtended last) ? (last.CommitBy, last.RevealBy) : (opened.CommitBy, opened.RevealBy);
            if (history.State.Quorums.TryFind(opened.Quorum, out RunningQuorum open)) Assert.Equal((open.Terms.CommitBy, open.Terms.RevealBy), (commitBy, revealBy));
            Assert.Equal((commitBy.ToInstant(), revealBy.ToInstant()), (row.CommitBy, row.RevealBy));
            Assert.Equal(opened.Workers.Items.ToArray(), found.Workers.Select(worker => new QuorumWorker(worker.Lease, worker.Provider)));
            Assert.Equal(closed.ContainsKey(opened.Quorum), row.ClosedAt is not null);
            Assert.Equal(closed.TryGetValue(opened.Quorum, out QuorumClosed end) ? (end.Reached, end.Digest) : (null, default(Hash256)), (row.Reached, row.Digest));
            Assert.Equal(committed[opened.Quorum].Select(commit => (commit.Provider, commit.Commitment)), found.Workers
                .Where(worker => worker.CommittedAt is not null).OrderBy(worker => worker.CommittedPosition).Select(worker => (worker.Provider, worker.Commitment)));
            Assert.Equal(row.Committed, committed[opened.Quorum].Count());
            Assert.Equal(revealed[opened.Quorum].OrderBy(reveal => reveal.Provider.Value).Select(reveal => (reveal.Provider, reveal.Digest, reveal.Salt)), found.Workers
                .Where(worker => worker.RevealedAt is not null).OrderBy(worker => worker.Provider.Value).Select(worker => (worker.Provider, worker.Digest, worker.Salt)));
            Assert.Equal(judged[opened.Quorum].Select(worker => (worker.Provider, worker.Standing)), found.Workers
                .Where(worker => worker.Standing is not null).OrderBy(worker => worker.CommittedPosition).Select(worker => (worker.Provider, worker.Standing!.Value)));
        }
    }

    [Fact]
    public async Task Buyers_and_workers_find_theirs_by_how_far_they_have_come()
    {
        QuorumHistory history = Happened();
        Instant now = history.Kept.Now.ToInstant();
        await using ViewTables tables = await FollowedAsync(history);
        var queries = new QuorumQueries(tables.Source);
        var found = new HashSet<QuorumStatus>();

        for (int account = 1; account < history.State.Accounts.Count; account++)
        {
            var id = new AccountId(account);
            long[] own = [.. history.Kept.All<QuorumOpened>().Where(opened => opened.Buyer == id || Works(opened, id)).Select(opened => opened.Quorum.Value).OrderDescending()];
            IReadOnlyList<QuorumWithWorkers> all = await queries.ListAsync(id, null, now, All, default);
            Assert.Equal(own, all.Select(quorum => quorum.Row.Quorum.Value));
            foreach (QuorumStatus status in Enum.GetValues<QuorumStatus>())
            {
                IReadOnlyList<QuorumWithWorkers> some = await queries.ListAsync(id, status, now, All, default);
                Assert.Equal(all.Where(quorum => quorum.At(now) == status).Select(quorum => quorum.Row.Quorum), some.Select(quorum => quorum.Row.Quorum));
                foreach (QuorumWithWorkers open in some.Where(quorum => quorum.Row.ClosedAt is null))
                    Assert.Equal(status == QuorumStatus.Revealing, Running(history, open.Row.Quorum).IsRevealing(history.Kept.Now));
                if (some.Count > 0) found.Add(status);
            }
        }

        Assert.Equal(Enum.GetValues<QuorumStatus>(), found.Order());
    }

    private static bool Works(QuorumOpened opened, AccountId provider) => opened.Workers.Items.ToArray().Any(worker => worker.Provider == provider);

    private static RunningQuorum Running(QuorumHistory history, QuorumId quorum) =>
        history.State.Quorums.TryFind(quorum, out RunningQuorum open) ? open : throw new InvalidOperationException($"Quorum {quorum.Value} is not open.");

    /// <summary>The exchange is away, for longer than anybody has to commit.</summary>
    private static void BeAway(QuorumHistory history)
    {
        history.Kept.Wait(AwayMicroseconds);
        history.Kept.Restart();
        history.Kept.Pass(1);
    }

    /// <summary>Random quorums and outages of the exchange, of which the last just ended; one is still revealing and one committing.</summary>
    private static QuorumHistory Happened()
    {
        var history = new QuorumHistory(seed: 1);
        for (int thing = 0; thing < 800; thing++)
        {
            history.Act();
            if (thing % ThingsBetweenOutages == 0) BeAway(history);
        }

        for (int more = 0; more < 10_000 && !IsUnderWay(history); more++) history.Act();
        BeAway(history);
        return history;
    }

    private static bool IsUnderWay(QuorumHistory history) =>
        history.State.Quorums.All.Any(quorum => quorum.IsRevealing(history.State.Now)) && history.State.Quorums.All.Any(quorum => !quorum.IsRevealing(history.State.Now));

    private async Task<ViewTables> FollowedAsync(QuorumHistory history)
    {
        ViewTables tables = await ViewTables.CreateAsync(databases);
        var events = new ToldEvents(history.Kept.Turns);
        foreach (int part in new[] { 3, 1 })
        {
            ToldEvents some = events.Until(history.Kept.Turns.Count / part);
            await using ProjectionHost host = tables.Host(some, pageEvents: 50, new List<IView> { new ProofsView() });
            await ViewTables.ReachAsync(host, some.LastPosition);
        }

        return tables;
    }
}
