using Exchange.Benchmarks.Views;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Values;
using Exchange.Projections.Leases;
using Exchange.Projections.Ledger;
using Exchange.Projections.Market;
using Exchange.Projections.Queries;
using Exchange.Projections.Registry;
using Exchange.Tests.Durability;
using NodaTime;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>What the API asks of the tables, held against the events of a random market.</summary>
[Collection(nameof(ViewTables))]
public sealed class QuestionsToTheViews(StoreDatabases databases) : IAsyncLifetime
{
    private static readonly AccountId Trader = new(1);
    private static readonly ProductId Product = new(1);
    private readonly RandomMarket _market = new RandomMarket(seed: 11).Trade(1_500);
    private readonly MarketView _view = new();
    private ViewTables _tables = null!;

    public async Task InitializeAsync()
    {
        foreach (EventBatch turn in _market.Turns)
            foreach (RecordedEvent occurred in turn) _view.Evolve(occurred);
        _tables = await ViewTables.CreateAsync(databases);
        await _tables.FollowAsync(new ToldEvents(_market.Turns), pageEvents: 1_000);
    }

    public async Task DisposeAsync() => await _tables.DisposeAsync();

    [Fact]
    public async Task Orders_come_newest_first_page_by_page_in_both_directions()
    {
        var queries = new OrderQueries(_tables.Source);
        List<OrderRow> expected = [.. OrdersOf(Trader).OrderByDescending(row => row.PlacedPosition)];

        var walked = new List<OrderRow>();
        IReadOnlyList<OrderRow> page = await queries.ListAsync(Trader, OrderFilter.Any, new Page(Limit: 7), default);
        for (; page.Count > 0; page = await queries.ListAsync(Trader, OrderFilter.Any, new Page(After: walked[^1].PlacedPosition, Limit: 7), default))
            walked.AddRange(page);
        IReadOnlyList<OrderRow> newer = await queries.ListAsync(
            Trader, OrderFilter.Any, new Page(Before: expected[20].PlacedPosition, Limit: 5), default);

        Assert.True(expected.Count > 50);
        Assert.Equal(expected, walked);
        Assert.Equal(expected[15..20], newer);
    }

    [Fact]
    public async Task Orders_are_narrowed_by_status_and_product()
    {
        var queries = new OrderQueries(_tables.Source);
        var page = new Page(Limit: Page.MaxRows);

        Assert.Equal(
            OrdersOf(Trader).Count(row => row.Status != OrderStatus.Done),
            (await queries.ListAsync(Trader, OrderFilter.NotDone, page, default)).Count);
        Assert.Equal(
            OrdersOf(Trader).Count(row => row.Status == OrderStatus.Done && row.Product == Product),
            (await queries.ListAsync(Trader, new OrderFilter([OrderStatus.Done], Product), page, default)).Count);
    }

    [Fact]
    public async Task An_order_is_found_by_the_clients_own_id_by_its_owner_alone()
    {
        var queries = new OrderQueries(_tables.Source);
        OrderRow order = OrdersOf(Trader).First();

        Assert.Equal(order, await queries.FindAsync(Trader, order.Client, default));
        Assert.Null(await queries.FindAsync(new AccountId(2), order.Client, default));
    }

    [Fact]
    public async Task The_fills_of_an_order_add_up_to_it()
    {
        var queries = new OrderQueries(_tables.Source);
        foreach (OrderRow order in OrdersOf(Trader).Where(row => row.Filled.Count > 0))
        {
            IReadOnlyList<FillRow> fills = await queries.FillsAsync(Trader, order.Order, new Page(Limit: Page.MaxRows), default);
            Assert.Equal(order.Filled.Count, fills.Sum(fill => fill.Gpus.Count));
            Assert.Equal(order.Fees.Sixtieths, fills.Sum(fill => fill.Fee.Sixtieths));
            Assert.All(fills, fill => Assert.Equal((order.Side, order.Account), (fill.Side, fill.Account)));
        }

        Assert.Empty(await queries.FillsAsync(new AccountId(2), OrdersOf(Trader).First(row => row.Filled.Count > 0).Order, Page.First, default));
        Assert.All(await queries.FillsAsync(Trader, Product, Page.First, default), fill => Assert.Equal(Product, fill.Product));
    }

    [Fact]
    public async Task Entries_of_the_ledger_run_to_the_balance()
    {
        var queries = new AccountQueries(_tables.Source);
        var entries = new List<LedgerRow>();
        IReadOnlyList<LedgerRow> page = await queries.LedgerAsync(Trader, new Page(Limit: 500), default);
        for (; page.Count > 0; page = await queries.LedgerAsync(Trader, new Page(After: entries[^1].Entry, Limit: 500), default)) entries.AddRange(page);
        AccountRow account = (await queries.FindAsync(Trader, default))!;

        foreach (AccountKind purse in Enum.GetValues<AccountKind>())
        {
            long running = 0;
            foreach (LedgerRow entry in entries.Where(entry => entry.Purse == purse).Reverse())
            {
                running += entry.Amount.Sixtieths;
                Assert.Equal(running, entry.Balance.Sixtieths);
            }

            Assert.Equal(account.In(purse).Sixtieths, running);
        }

        Assert.Equal(account.Total, entries[0].Total);
        Assert.Equal(MoveReason.Deposit, (await queries.TransfersAsync(Trader, Page.First, default))[^1].Reason);
        Assert.DoesNotContain(await queries.ChangesAsync(Trader, Page.First, default), entry => entry.Counterparty == Trader);
    }

    [Fact]
    public async Task Candles_and_statistics_are_those_of_the_trades()
    {
        var queries = new MarketQueries(_tables.Source);
        IReadOnlyList<TradeRow> trades = await queries.TradesAsync(Product, new Page(Limit: Page.MaxRows), default);
        Assert.InRange(trades.Count, 100, Page.MaxRows - 1);

        foreach (int granularity in MarketQueries.GranularitiesSeconds)
        {
            IReadOnlyList<CandleRow> candles = await queries.CandlesAsync(Product, granularity, null, null, default);
            IEnumerable<CandleRow> expected = trades.Reverse().GroupBy(trade => trade.At.ToUnixTimeSeconds() / granularity).Select(span => new CandleRow(
                Product, granularity, Instant.FromUnixTimeSeconds(span.Key * granularity), span.First().Price, span.Max(trade => trade.Price),
                span.Min(trade => trade.Price), span.Last().Price, span.Count(), span.Sum(trade => trade.Gpus.Count),
                new GpuMinutes(span.Sum(trade => trade.Volume.Value)), span.Sum(trade => (decimal)trade.Price.Micros * trade.Volume.Value),
                span.Last().Position)).Reverse().Take(MarketQueries.MaxCandles);
            Assert.Equal(expected, candles);
        }

        ProductStats stats = await queries.StatsAsync(Product, trades[0].At + Duration.FromMinutes(1), default);
        Assert.Equal((trades[0].Price, trades.Max(trade => trade.Price)), (stats.Last, stats.High));
        Assert.Equal((trades.Sum(trade => trade.Gpus.Count), trades.Count), (stats.VolumeGpus, (int)(await queries.TickerAsync(Product, default))!.Trades));
    }

    [Fact]
    public async Task A_product_without_trades_has_empty_statistics()
    {
        ProductStats stats = await new MarketQueries(_tables.Source).StatsAsync(new ProductId(99), Instant.FromUnixTimeSeconds(1_760_000_000), default);

        Assert.Equal(new ProductStats(default, default, default, default, 0, default, 0), stats);
    }

    [Fact]
    public async Task Depth_is_the_sum_of_what_rests()
    {
        var queries = new MarketQueries(_tables.Source);
        foreach (Side side in Enum.GetValues<Side>())
        {
            var expected = _market.Orders.Select(_view.Order)
                .Where(row => row.Status == OrderStatus.Open && row.Side == side && row.Sku.Value == Product.Value)
                .GroupBy(row => row.Limit).Select(level => (level.Key, (long)level.Sum(row => row.Open.Count), level.Count())).ToList();
            IReadOnlyList<DepthRow> levels = await queries.DepthAsync(Product, side, 1_000, default);

            Assert.NotEmpty(expected);
            Assert.Equal(side == Side.Ask ? expected.OrderBy(level => level.Key) : expected.OrderByDescending(level => level.Key),
                levels.Select(level => (level.Level.Price, level.Gpus, level.Orders)));
        }
    }

    [Fact]
    public async Task Leases_are_found_by_both_parties()
    {
        IReadOnlyList<LeaseRow> leases = await new AccountQueries(_tables.Source).LeasesAsync(Trader, new Page(Limit: Page.MaxRows), default);

        Assert.Contains(leases, lease => lease.Buyer == Trader);
        Assert.Contains(leases, lease => lease.Provider == Trader);
        Assert.Equal(leases[0], await new AccountQueries(_tables.Source).FindLeaseAsync(leases[0].Lease, default));
    }

    [Fact]
    public async Task The_registry_lists_products_skus_and_nodes()
    {
        var queries = new RegistryQueries(_tables.Source);

        Assert.Equal(["SKU1-USD", "SKU2-USD", "SKU3-USD"], (await queries.ProductsAsync(default)).Select(product => product.Name));
        Assert.Equal(["sku-1", "sku-2", "sku-3"], (await queries.SkusAsync(default)).Select(sku => sku.Name));
        IReadOnlyList<NodeRow> nodes = await queries.NodesAsync(Trader, Page.First, default);
        Assert.Equal((3, "rack 3", 8), (nodes.Count, nodes[0].Name, nodes[0].GpusPerNode.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_page_beyond_its_limit_is_refused(int limit) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => new MarketQueries(_tables.Source).TradesAsync(Product, new Page(Limit: limit), default));

    private IEnumerable<OrderRow> OrdersOf(AccountId account) => _market.Orders.Select(_view.Order).Where(row => row.Account == account);
}
