using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>Movements of the money behind a lease; nothing is recorded where nothing moves.</summary>
internal static class LeaseMoney
{
    /// <summary>Out of the buyer's escrow.</summary>
    public static void FromEscrow(Decision decision, in Lease lease, AccountId to, AccountKind kind, Money amount, MoveReason reason) =>
        Move(decision, lease.Terms.Buyer, AccountKind.LeaseEscrow, to, kind, amount, reason, lease.Terms.Lease);

    /// <summary>Out of the provider's margin.</summary>
    public static void FromMargin(Decision decision, in Lease lease, AccountId to, Money amount, MoveReason reason) =>
        Move(decision, lease.Terms.Provider, AccountKind.ProviderMargin, to, AccountKind.Available, amount, reason, lease.Terms.Lease);

    /// <summary>To the buyer.</summary>
    public static void ToBuyer(Decision decision, in Lease lease, AccountId from, AccountKind kind, Money amount, MoveReason reason) =>
        Move(decision, from, kind, lease.Terms.Buyer, AccountKind.Available, amount, reason, lease.Terms.Lease);

    /// <summary>Returns what of the margin is more than the share of the minutes that it covers and that are not settled.</summary>
    /// <remarks>Nothing, while the lease is on its way to a default: it is for that default that the margin is there.</remarks>
    public static void ReturnMargin(Decision decision, FillId id)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        if (lease.AwaitsCompensation) return;
        Money needed = lease.IsDone ? Money.Zero : lease.PriceOfCovered.Share(lease.Frozen.Margin);
        if (lease.Margin > needed) FromMargin(decision, lease, lease.Terms.Provider, lease.Margin - needed, MoveReason.MarginReturned);
    }

    /// <summary>Returns what the buyer has in escrow for minutes that will not be delivered.</summary>
    public static void ReturnEscrow(Decision decision, FillId id, Minute coveredBefore)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(id)];
        Minute end = Minute.Max(lease.End, lease.Terms.Window.From);
        if (coveredBefore <= end) return;
        FromEscrow(decision, lease, lease.Terms.Buyer, AccountKind.Available, lease.PriceOf((coveredBefore - end).Count), MoveReason.EscrowReturned);
    }

    private static void Move(
        Decision decision, AccountId from, AccountKind fromKind, AccountId to, AccountKind toKind, Money amount, MoveReason reason, FillId lease)
    {
        if (amount == Money.Zero) return;
        decision.Record(new MoneyMoved(from, fromKind, to, toKind, amount, reason, default, lease, default));
    }
}
