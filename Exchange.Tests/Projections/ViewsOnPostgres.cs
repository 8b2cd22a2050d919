using System.Diagnostics.Metrics;
using Exchange.Benchmarks.Views;
using Exchange.Engine.Events;
using Exchange.Projections;
using Exchange.Projections.Hosting;
using Exchange.Projections.Ledger;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;
using Exchange.Projections.Tables;
using Exchange.Tests.Durability;
using NodaTime;
using Npgsql;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>The host: checkpoints with the rows, catching up, rebuilding, and troubles that stay with their view.</summary>
[Collection(nameof(ViewTables))]
public sealed class ViewsOnPostgres(StoreDatabases databases)
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Followed_in_small_steps_and_restarts_the_rows_are_those_of_one_sweep(int pageEvents)
    {
        RandomMarket market = new RandomMarket(seed: pageEvents).Trade(600);
        await using ViewTables stepwise = await ViewTables.CreateAsync(databases), swept = await ViewTables.CreateAsync(databases);
        var told = new ToldEvents(market.Turns);

        for (int part = 1; part <= 4; part++) await stepwise.FollowAsync(told.Until(market.Turns.Count * part / 4), pageEvents);
        await swept.FollowAsync(told, pageEvents: 1_000_000);

        IReadOnlyList<string> rows = await stepwise.RowsAsync();
        Assert.True(rows.Count > 1_000);
        Assert.Equal(await swept.RowsAsync(), rows);
    }

    [Fact]
    public async Task The_tables_are_there_before_a_view_follows()
    {
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using var host = new ProjectionHost(new ToldEvents([]), tables.Source, ProjectionHost.AllViews());

        await host.PrepareAsync(CancellationToken.None);

        Assert.Empty(await tables.RowsAsync());
        Assert.All(host.Health, view => Assert.Equal((ViewActivity.Idle, 0L), (view.Activity, view.Position)));
    }

    [Fact]
    public async Task A_rebuilt_view_has_the_same_rows()
    {
        RandomMarket market = new RandomMarket(seed: 7).Trade(500);
        var told = new ToldEvents(market.Turns);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using ProjectionHost host = tables.Host(told, pageEvents: 200);
        await ViewTables.ReachAsync(host, told.LastPosition);
        IReadOnlyList<string> before = await tables.RowsAsync();
        await BreakAsync(tables, "update exchange.orders set filled_gpus = 7; delete from exchange.trades");

        await host.RebuildAsync("market", CancellationToken.None);
        await ViewTables.ReachAsync(host, told.LastPosition);

        Assert.Equal(before, await tables.RowsAsync());
    }

    [Fact]
    public async Task A_row_read_back_is_the_row_that_was_written()
    {
        RandomMarket market = new RandomMarket(seed: 8).Trade(400);
        var view = new MarketView();
        foreach (EventBatch turn in market.Turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await tables.FollowAsync(new ToldEvents(market.Turns), pageEvents: 500);

        var queries = new OrderQueries(tables.Source);
        foreach (Engine.Values.OrderId order in market.Orders) Assert.Equal(view.Order(order), await queries.FindAsync(order, CancellationToken.None));
    }

    [Fact]
    public async Task A_view_that_fails_stands_alone_at_its_checkpoint_and_says_why()
    {
        Story story = new Story().Open();
        var told = new ToldEvents(story.Turns);
        var brittle = new BrittleView(breaksAt: 5);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using ProjectionHost host = tables.Host(told, pageEvents: 1, brittle, new LedgerView());

        Assert.True(await host.WaitForAsync("ledger", told.LastPosition, Duration.FromSeconds(30), CancellationToken.None));
        ViewHealth failed = await ViewTables.FailedAsync(host, "brittle");

        Assert.Equal((ViewActivity.Failed, 4, told.LastPosition - 4), (failed.Activity, failed.Position, failed.LagEvents));
        Assert.Contains("number five", failed.Fault, StringComparison.Ordinal);

        brittle.Mend();
        await host.RestartAsync("brittle", CancellationToken.None);
        await ViewTables.ReachAsync(host, told.LastPosition);
        Assert.Equal(Enumerable.Range(1, (int)told.LastPosition).Select(position => $"exchange.brittle: ({position})").Order(StringComparer.Ordinal),
            (await tables.RowsAsync(brittle)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_lag_of_each_view_is_measured()
    {
        var told = new ToldEvents(new Story().Open().Turns);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using ProjectionHost host = tables.Host(told, pageEvents: 1, new BrittleView(breaksAt: 5), new LedgerView());
        await host.WaitForAsync("ledger", told.LastPosition, Duration.FromSeconds(30), CancellationToken.None);
        await ViewTables.FailedAsync(host, "brittle");

        // Hosts of other tests measure themselves meanwhile; no other has a view of this name.
        var lags = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = Listen };
        listener.SetMeasurementEventCallback<long>((_, lag, tags, _) => lags[(string)tags[0].Value!] = lag);
        listener.Start();
        listener.RecordObservableInstruments();

        Assert.Equal(told.LastPosition - 4, lags["brittle"]);
    }

    [Fact]
    public async Task No_view_steps_over_a_hole()
    {
        Story story = new Story().Open();
        var told = new ToldEvents(story.Turns) { Missing = 6 };
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using ProjectionHost host = tables.Host(told, pageEvents: 1, new LedgerView());

        ViewHealth failed = await ViewTables.FailedAsync(host, "ledger");

        Assert.Equal(5, failed.Position);
        Assert.Contains("position 6 is missing", failed.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_on_the_same_tables_write_each_event_once()
    {
        RandomMarket market = new RandomMarket(seed: 9).Trade(300);
        var told = new ToldEvents(market.Turns);
        await using ViewTables shared = await ViewTables.CreateAsync(databases), alone = await ViewTables.CreateAsync(databases);
        await using (ProjectionHost one = shared.Host(told, pageEvents: 20), other = shared.Host(told, pageEvents: 30))
        {
            await ViewTables.ReachAsync(one, told.LastPosition);
            await ViewTables.ReachAsync(other, told.LastPosition);
        }

        await alone.FollowAsync(told, pageEvents: 500);
        Assert.Equal(await alone.RowsAsync(), await shared.RowsAsync());
    }

    [Fact]
    public async Task A_view_whose_meaning_changed_is_rebuilt_at_the_next_start()
    {
        Story story = new Story().Open();
        var told = new ToldEvents(story.Turns);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using (ProjectionHost host = tables.Host(told, pageEvents: 3, new BrittleView(breaksAt: 0))) await ViewTables.ReachAsync(host, told.LastPosition);
        await BreakAsync(tables, "delete from exchange.brittle");

        var changed = new BrittleView(breaksAt: 0, version: 2);
        await using (ProjectionHost host = tables.Host(told, pageEvents: 3, changed)) await ViewTables.ReachAsync(host, told.LastPosition);

        Assert.Equal(told.LastPosition, (await tables.RowsAsync(changed)).Count);
    }

    [Fact]
    public async Task Whoever_waits_for_a_position_that_does_not_come_is_told()
    {
        var told = new ToldEvents(new Story().Open().Turns);
        await using ViewTables tables = await ViewTables.CreateAsync(databases);
        await using ProjectionHost host = tables.Host(told, pageEvents: 100);

        Assert.False(await host.WaitForAsync("ledger", told.LastPosition + 1, Duration.FromMilliseconds(50), CancellationToken.None));
        Assert.True(await host.WaitForAsync("ledger", told.LastPosition, Duration.FromSeconds(30), CancellationToken.None));
    }

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == ProjectionMetrics.MeterName && instrument.Name == "exchange.projection.lag") listener.EnableMeasurementEvents(instrument);
    }

    private static async Task BreakAsync(ViewTables tables, string statements)
    {
        await using NpgsqlCommand command = tables.Source.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A view of positions that breaks at one of them until it is mended.</summary>
    private sealed class BrittleView(long breaksAt, int version = 1) : IView
    {
        private static readonly Table<long> Positions = new("brittle", columns => columns.Key("position", position => position));
        private readonly List<long> _rows = [];
        private long _breaksAt = breaksAt;

        public string Name => "brittle";

        public int Version => version;

        public IReadOnlyList<Table> Tables => [Positions];

        internal void Mend() => _breaksAt = 0;

        public int Evolve(in RecordedEvent occurred)
        {
            if (occurred.Position == _breaksAt) throw new InvalidDataException("It cannot bear number five.");
            _rows.Add(occurred.Position);
            return 1;
        }

        public Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
        {
            _rows.Clear();
            return Task.CompletedTask;
        }

        public void AddWrites(NpgsqlBatch batch) => Positions.Upsert(batch, _rows);

        public void Written() => _rows.Clear();
    }
}
