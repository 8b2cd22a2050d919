using Exchange.Engine.Commands;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Specs.Language;

/// <summary>What is true after every command, whatever it was.</summary>
public static class Balance
{
    public static void Check(ExchangeState state)
    {
        OfMoney(state);
        OfGpuMinutes(state);
    }

    /// <summary>Money neither appears nor vanishes, nobody owes, and holds, margins and escrows are what open orders and leases have locked.</summary>
    public static void OfMoney(ExchangeState state)
    {
        Int128 sum = 0;
        for (int account = 0; account < state.Accounts.Count; account++)
        {
            foreach (AccountKind kind in Enum.GetValues<AccountKind>())
            {
                Money balance = state.Accounts.Balance(new AccountId(account), kind);
                sum += balance.Sixtieths;
                Assert.True(kind == AccountKind.External || balance >= Money.Zero, $"{kind} of account {account} is {balance}.");
            }

            Assert.Equal(LockedFor(state, Side.Bid, new AccountId(account)), state.Accounts.Balance(new AccountId(account), AccountKind.OrderHold));
            Assert.Equal(
                LockedFor(state, Side.Ask, new AccountId(account)) + OfLeases(state, lease => lease.Terms.Provider.Value == account ? lease.Margin : default),
                state.Accounts.Balance(new AccountId(account), AccountKind.ProviderMargin));
            Assert.Equal(
                OfLeases(state, lease => lease.Terms.Buyer.Value == account ? lease.Escrow : default),
                state.Accounts.Balance(new AccountId(account), AccountKind.LeaseEscrow));
        }

        Assert.Equal(Int128.Zero, sum);
    }

    /// <summary>Offered = resting + leased + withdrawn, for each ask.</summary>
    public static void OfGpuMinutes(ExchangeState state)
    {
        foreach (int slot in OpenSlots(state))
        {
            ref readonly Order order = ref state.Orders[slot];
            if (order.Side != Side.Ask) continue;
            GpuMinutes placed = order.Gpus * order.Window.Length;
            Assert.Equal(placed, Resting(state, slot) + order.Leased + order.Withdrawn);
        }
    }

    public static IEnumerable<int> OpenSlots(ExchangeState state) =>
        Enumerable.Range(0, state.Orders.Slots).Where(slot => !state.Orders[slot].Id.IsNone);

    private static GpuMinutes Resting(ExchangeState state, int slot)
    {
        var resting = new GpuMinutes(0);
        for (int entry = state.Orders.FirstRectangle(slot); entry >= 0; entry = state.Orders.NextRectangle(entry))
            resting += state.Orders.Rectangle(entry).Gpus * state.Orders.Rectangle(entry).Window.Length;
        return resting;
    }

    private static Money LockedFor(ExchangeState state, Side side, AccountId account) => OpenSlots(state)
        .Where(slot => state.Orders[slot].Side == side && state.Orders[slot].Account == account)
        .Aggregate(Money.Zero, (sum, slot) => sum + state.Orders[slot].Locked);

    private static Money OfLeases(ExchangeState state, Func<Lease, Money> money) => state.Leases.All
        .Aggregate(Money.Zero, (sum, lease) => sum + money(state.Leases[state.Leases.Find(lease)]));
}
