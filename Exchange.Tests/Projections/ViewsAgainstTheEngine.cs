using Exchange.Benchmarks.Views;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Projections;
using Exchange.Projections.Ledger;
using Exchange.Projections.Market;
using Xunit;

namespace Exchange.Tests.Projections;

/// <summary>What the views make of the events is what the engine's own state makes of them.</summary>
public sealed class ViewsAgainstTheEngine
{
    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5, Environment.TickCount];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_orders_are_the_engines(int seed)
    {
        RandomMarket market = new RandomMarket(seed).Trade(3_000);
        MarketView view = Follow(market, new MarketView());

        foreach (OrderId id in market.Orders)
        {
            OrderRow row = view.Order(id);
            int slot = market.State.Orders.Find(id);
            Assert.True(slot >= 0 == (row.Status != OrderStatus.Done) || market.State.Orders[slot].Done, $"seed {seed}: {row}");
            Assert.Equal(row.Volume, row.Leased + row.Withdrawn + row.Resting);
            if (row.Side == Side.Bid) Assert.Equal(row.Gpus, row.Filled + row.Prevented + row.Cancelled + row.Open);
            if (row.Status != OrderStatus.Done) Equal(market.State.Orders[slot], row);
        }

        Assert.Contains(market.Orders, id => view.Order(id).Prevented.Count > 0);
        Assert.Contains(market.Orders, id => view.Order(id).RectanglesNumbered > 2);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Balances_are_the_engines(int seed)
    {
        RandomMarket market = new RandomMarket(seed).Trade(3_000);
        LedgerView view = Follow(market, new LedgerView());

        for (int account = 0; account <= RandomMarket.Traders; account++)
        {
            AccountRow row = view.Account(new(account));
            foreach (AccountKind purse in Enum.GetValues<AccountKind>())
                Assert.Equal(market.State.Accounts.Balance(new(account), purse), row.In(purse));
        }
    }

    private static void Equal(in Order order, OrderRow row)
    {
        Assert.Equal(order.Resting, row.Status == OrderStatus.Open);
        Assert.Equal(order.Limit, row.Limit);
        Assert.Equal((order.Filled, order.Prevented), (row.Filled, row.Prevented));
        Assert.Equal((order.ExecutedValue, order.Leased), (row.ExecutedValue, row.Leased));
        if (order.Side == Side.Bid)
        {
            Assert.Equal((order.Open, order.Fees), (row.Open, row.Fees));
            return;
        }

        Assert.Equal((order.Offered, order.Withdrawn), (row.Resting, row.Withdrawn));
        Assert.Equal(order.Gpus.Count, row.Gpus.Count);
    }

    private static TView Follow<TView>(RandomMarket market, TView view)
        where TView : IView
    {
        foreach (EventBatch turn in market.Turns)
            foreach (RecordedEvent occurred in turn) view.Evolve(occurred);
        return view;
    }
}
