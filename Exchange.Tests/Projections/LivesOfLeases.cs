using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Leases;
using Exchange.Projections.Proofs;
using Exchange.Projections.Queries;
using Exchange.Tests.Durability;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>The views of leases and proofs, held against histories that were told.</summary>
[Collection(nameof(ViewTables))]
public sealed class LivesOfLeases(StoreDatabases databases)
{
    private static readonly Page All = new(Limit: Page.MaxRows);

    [Fact]
    public async Task A_lease_adds_up_to_its_hours_and_to_the_money_that_moved()
    {
        var told = new ToldLeases(seed: 3, leases: 120, days: 5);
        await using ViewTables tables = await FollowedAsync(told, pageEvents: 500);
        var queries = new LeaseQueries(tables.Source);

        var seen = new HashSet<LeaseState>();
        for (int lease = 1; lease <= 120; lease++)
        {
            LeaseRow row = (await queries.FindAsync(new(lease), default))!;
            IReadOnlyList<HourRow> hours = await queries.HoursAsync(row.Lease, All, default);
            seen.Add(row.State);
            Assert.NotNull(row.ClosedAt);
            Assert.Equal((hours.Count, hours.Count), (row.HoursMetered, row.HoursSettled));
            Assert.Equal(row.Gpus * (row.End - row.Window.From), row.Delivered + row.Excused + row.Undelivered);
            Assert.Equal(row.Gross.Sixtieths, hours.Sum(hour => hour.Gross.Sixtieths));
            Assert.Equal(row.Gross, row.Price * row.Delivered);
            Assert.Equal(row.Fee.Sixtieths, Moved(told, row.Lease, MoveReason.DeliveryFee) + Moved(told, row.Lease, MoveReason.DeferredTakerFee));
            Assert.Equal(row.Damages.Sixtieths, Moved(told, row.Lease, MoveReason.Damages));
            Assert.Equal(row.BuyInDifference.Sixtieths, Moved(told, row.Lease, MoveReason.BuyInCover));
            Assert.All(hours, hour => Assert.Equal(hour.Delivered.Count, hour.DeliveredMinutes));
        }

        Assert.Subset(seen, new HashSet<LeaseState> { LeaseState.ClosedByBuyer, LeaseState.ClosedByProvider, LeaseState.Defaulted });
    }

    [Fact]
    public async Task Parties_find_their_leases_hours_reports_and_disputes()
    {
        var told = new ToldLeases(seed: 4, leases: 150, days: 5);
        await using ViewTables tables = await FollowedAsync(told, pageEvents: 500);
        var queries = new LeaseQueries(tables.Source);

        var provider = new AccountId(2);
        IReadOnlyList<LeaseRow> supplied = await queries.OfProviderAsync(provider, All, default);
        Assert.NotEmpty(supplied);
        Assert.All(supplied, row => Assert.Equal(provider, row.Provider));
        Assert.Empty(await queries.OfBuyerAsync(provider, All, default));
        IReadOnlyList<HourReportRow> reports = await queries.ReportsAsync(supplied[0].Lease, 0, default);
        Assert.Equal(MeterSide.Provider, reports[0].Side);
        Assert.Equal((await queries.HoursAsync(supplied[0].Lease, All, default))[^1].Delivered, reports[0].Delivered);

        DisputeRow dispute = (await queries.FindDisputeAsync(new(1), default))!;
        Assert.Contains(dispute.State, new[] { DisputeState.Upheld, DisputeState.Dismissed });
        Assert.Equal(dispute.State == DisputeState.Upheld ? Fault.Provider : Fault.Buyer, dispute.Fault);
        Assert.Contains(dispute, await queries.DisputesAsync(dispute.Lease, All, default));
        Assert.Contains(await queries.HoursAsync(dispute.Lease, All, default), hour => hour.Hour == dispute.First && hour.Dispute == dispute.Dispute);
        Assert.Empty(await queries.OpenDisputesAsync(All, default));
    }

    [Fact]
    public async Task Proofs_heartbeats_and_slashes_are_found_by_node_and_provider()
    {
        var told = new ToldLeases(seed: 5, leases: 400, days: 5);
        await using ViewTables tables = await FollowedAsync(told, pageEvents: 500);
        var queries = new ProofQueries(tables.Source);

        IReadOnlyList<ChallengeRow> challenges = await queries.OfNodeAsync(new(1), new Page(Limit: 5), default);
        IReadOnlyList<ChallengeRow> older = await queries.OfNodeAsync(new(1), new Page(After: challenges[^1].Challenge.Value, Limit: 5), default);
        Assert.True(challenges[^1].Challenge.Value > older[0].Challenge.Value);
        Assert.Equal(challenges, await queries.OfProviderAsync(new(1), new Page(Limit: 5), default));
        Assert.All(challenges, row => Assert.Equal(row.ReceivedAt is null, row.Verdict == Engine.Proofs.Verdict.Missed));
        Assert.Equal(challenges.Count, (await queries.HeartbeatsAsync(new(1), new Page(Limit: 5), default)).Count);
        Assert.Equal(8, (await queries.UnitsAsync(new(1), default)).Count);

        SlashRow slash = (await queries.FindSlashAsync(new(1), default))!;
        Assert.Equal(slash.State == SlashState.Executed ? slash.Amount : Money.Zero, slash.Taken);
        Assert.Contains(slash, await queries.SlashesAsync(slash.Provider, All, default));
        Assert.Empty(await queries.OpenSlashesAsync(All, default));
    }

    [Fact]
    public async Task Followed_in_small_pages_with_restarts_or_in_large_ones_the_tables_are_the_same()
    {
        var told = new ToldLeases(seed: Environment.TickCount, leases: 150, days: 5);
        await using ViewTables stepwise = await ViewTables.CreateAsync(databases), atOnce = await FollowedAsync(told, pageEvents: 100_000);
        foreach (int part in new[] { 7, 3, 2, 1 })
            await FollowAsync(stepwise, new ToldEvents(told.Turns).Until(told.Turns.Count / part), pageEvents: 40);

        Assert.Equal(await atOnce.RowsAsync(Views()), await stepwise.RowsAsync(Views()));
    }

    private static long Moved(ToldLeases told, FillId lease, MoveReason reason)
    {
        long sum = 0;
        foreach (EventBatch turn in told.Turns)
        {
            foreach (RecordedEvent occurred in turn)
            {
                if (occurred.Kind != EventKind.MoneyMoved) continue;
                MoneyMoved moved = occurred.As<MoneyMoved>();
                if (moved.Lease == lease && moved.Reason == reason) sum += moved.Amount.Sixtieths;
            }
        }

        return sum;
    }

    private async Task<ViewTables> FollowedAsync(ToldLeases told, int pageEvents)
    {
        ViewTables tables = await ViewTables.CreateAsync(databases);
        await FollowAsync(tables, new ToldEvents(told.Turns), pageEvents);
        return tables;
    }

    private static async Task FollowAsync(ViewTables tables, ToldEvents events, int pageEvents)
    {
        await using ProjectionHost host = tables.Host(events, pageEvents, Views());
        await ViewTables.ReachAsync(host, events.LastPosition);
    }

    /// <summary>All views but the market's, which knows no orders here.</summary>
    private static List<IView> Views() => [.. ProjectionHost.AllViews().Where(view => view.Name != "market")];
}
