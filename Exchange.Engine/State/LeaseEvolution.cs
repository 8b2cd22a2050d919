using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>How a lease lives from its fill to its last settled hour.</summary>
internal static class LeaseEvolution
{
    public static void Open(ExchangeState state, in LeaseOpened opened)
    {
        int slot = state.Leases.Open(opened);
        ref Lease lease = ref state.Leases[slot];
        var covered = new Minute((int)Math.Min((long)opened.Window.From.Value + state.Settings.LockHorizonMinutes, opened.Window.Until.Value));
        lease.Frozen = FrozenTerms.Of(state.Settings, state.Specs[opened.Spec].Firmness);
        lease.BuyerCovered = covered;
        lease.ProviderCovered = lease.Frozen.Margin.Value > 0 ? covered : opened.Window.Until;
        NoteGang(state, ref lease);
        state.JoinNodeLease(slot);
        state.Fleet[opened.Node].CommittedGpus += opened.Gpus.Count;
        Reschedule(state, slot);
    }

    public static void Apply(ExchangeState state, in RecordedEvent occurred)
    {
        switch (occurred.Kind)
        {
            case EventKind.UnitsAssigned: Assign(state, occurred.As<UnitsAssigned>()); break;
            case EventKind.LeaseProvisioned: Provision(state, occurred.As<LeaseProvisioned>()); break;
            case EventKind.LeaseStateChanged: Change(state, occurred.As<LeaseStateChanged>()); break;
            case EventKind.HourReported: HourEvolution.Report(state, occurred.As<HourReported>()); break;
            case EventKind.HourMetered: HourEvolution.Meter(state, occurred.As<HourMetered>()); break;
            case EventKind.HourAudited: break; // What follows from it is said by further events.
            case EventKind.HourSettled: HourEvolution.Settle(state, occurred.As<HourSettled>()); break;
            case EventKind.LeaseEnded: End(state, occurred.As<LeaseEnded>()); break;
            case EventKind.LeaseBoughtIn or EventKind.LeaseCashSettled: break; // Told for those who read; the money moves by itself.
            case EventKind.LocksRolled: Roll(state, occurred.As<LocksRolled>()); break;
            case EventKind.MarginCalled: Call(state, occurred.As<MarginCalled>()); break;
            case EventKind.LeaseClosed: Close(state, occurred.As<LeaseClosed>()); break;
            case EventKind.RectangleReturned: Return(state, occurred.As<RectangleReturned>()); break;
            default: throw new InvariantBrokenException($"Nobody says what {occurred.Kind} means to leases.");
        }
    }

    /// <summary>The clock reached leases: those whose end has come free their GPUs, and all are looked at by the decision that advanced it.</summary>
    public static void Advance(ExchangeState state)
    {
        state.Leases.Woken.Clear();
        for (int slot; (slot = state.Leases.FirstDue(state.Now)) >= 0;)
        {
            ref Lease lease = ref state.Leases[slot];
            if (!lease.Released && lease.End <= state.Now) Release(state, slot);
            state.Leases.Woken.Add(lease.Terms.Lease);
            Reschedule(state, slot);
        }

        state.Leases.Woken.Sort((left, right) => left.Value.CompareTo(right.Value));
    }

    /// <summary>Gives a lease its next minute at which something is due.</summary>
    public static void Reschedule(ExchangeState state, int slot) => state.Leases.Wake(slot, LeaseDues.Next(state, slot));

    internal static int Slot(ExchangeState state, FillId lease)
    {
        int slot = state.Leases.Find(lease);
        return slot >= 0 ? slot : throw new InvariantBrokenException($"Lease {lease.Value} is not open.");
    }

    /// <summary>The bid is there until its money has moved; what a replacement must keep of it is kept here.</summary>
    private static void NoteGang(ExchangeState state, ref Lease lease)
    {
        int slot = state.Orders.Find(lease.Terms.Bid);
        if (slot < 0 || !state.Orders[slot].IsGang) return;
        ref readonly Order bid = ref state.Orders[slot];
        (lease.Placement, lease.Gang) = (bid.Placement, bid.Filled + bid.Open);
    }

    private static void Assign(ExchangeState state, in UnitsAssigned assigned) =>
        state.Leases.Assign(Slot(state, assigned.Lease), assigned.First, assigned.Count);

    private static void Provision(ExchangeState state, in LeaseProvisioned provisioned)
    {
        int slot = Slot(state, provisioned.Lease);
        state.Leases[slot].ProvisionedAt = state.Now;
        Reschedule(state, slot);
    }

    private static void Change(ExchangeState state, in LeaseStateChanged changed)
    {
        int slot = Slot(state, changed.Lease);
        state.Leases[slot].State = changed.State;
        Reschedule(state, slot);
    }

    private static void End(ExchangeState state, in LeaseEnded ended)
    {
        int slot = Slot(state, ended.Lease);
        ref Lease lease = ref state.Leases[slot];
        (lease.Ended, lease.Reason) = (true, ended.Reason);
        lease.End = ended.At;
        lease.BuyerCovered = Minute.Min(lease.BuyerCovered, ended.At);
        lease.ProviderCovered = Minute.Min(lease.ProviderCovered, ended.At);
        if (lease.End <= state.Now && !lease.Released) Release(state, slot);
        Reschedule(state, slot);
    }

    private static void Roll(ExchangeState state, in LocksRolled rolled)
    {
        int slot = Slot(state, rolled.Lease);
        ref Lease lease = ref state.Leases[slot];
        if (rolled.Side == LockSide.Buyer) (lease.BuyerCovered, lease.BuyerCalled) = (rolled.Until, false);
        else (lease.ProviderCovered, lease.ProviderCalled) = (rolled.Until, false);
        Reschedule(state, slot);
    }

    private static void Call(ExchangeState state, in MarginCalled called)
    {
        ref Lease lease = ref state.Leases[Slot(state, called.Lease)];
        if (called.Side == LockSide.Buyer) lease.BuyerCalled = true;
        else lease.ProviderCalled = true;
    }

    private static void Close(ExchangeState state, in LeaseClosed closed)
    {
        int slot = Slot(state, closed.Lease);
        ref readonly Lease lease = ref state.Leases[slot];
        if (lease.Escrow != Money.Zero || lease.Margin != Money.Zero) throw new InvariantBrokenException($"Lease {closed.Lease.Value} is closed with money behind it.");
        state.Leases.Close(slot);
    }

    /// <summary>The ask leaves the book with all it offers; <see cref="OrderRested"/> brings it back behind all others.</summary>
    private static void Return(ExchangeState state, in RectangleReturned returned)
    {
        int ask = OrderEvolution.Slot(state, returned.Ask);
        OrderEvolution.LeaveBook(state, ask);
        GpuMinutes volume = returned.Gpus * returned.Window.Length;
        state.Orders[ask].Leased -= volume;
        state.Orders[ask].Offered += volume;
        state.AddRemnant(ask, returned.Gpus, returned.Window);
    }

    private static void Release(ExchangeState state, int slot)
    {
        ref Lease lease = ref state.Leases[slot];
        state.Leases.End(slot);
        ref Node node = ref state.Fleet[lease.Terms.Node];
        node.CommittedGpus -= lease.Terms.Gpus.Count;
        ProviderEvolution.EndLease(ref node);
        if (lease.PreviousOfNode >= 0) state.Leases[lease.PreviousOfNode].NextOfNode = lease.NextOfNode;
        else node.FirstLease = lease.NextOfNode;
        if (lease.NextOfNode >= 0) state.Leases[lease.NextOfNode].PreviousOfNode = lease.PreviousOfNode;
    }
}
