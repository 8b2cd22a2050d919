using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What follows from the decision of a dispute: the verdict of its hours, and the deposit.</summary>
internal static class Disputes
{
    /// <summary>Lets the evidence decide what nobody decided in time.</summary>
    public static void Expire(Decision decision)
    {
        ExchangeState state = decision.State;
        long longest = state.Settings[Setting.DisputeLongestMinutes];
        while (state.Disputes.Oldest is { } oldest && state.LastOutage.Extend(oldest.OpenedAt.Value + longest) <= state.Now.Value) Decide(decision, oldest, Fault.None, upheld: false);
    }

    /// <summary>Decides a dispute: fault first, then the hours, then the deposit.</summary>
    public static void Decide(Decision decision, in Dispute dispute, Fault fault, bool upheld)
    {
        ExchangeState state = decision.State;
        LeaseOpened terms = state.Leases[state.Leases.Find(dispute.Lease)].Terms;
        bool byBuyer = dispute.By == terms.Buyer;
        decision.Record(new DisputeDecided(dispute.Id, dispute.Lease, fault, upheld));
        for (int number = dispute.First; number <= dispute.Last; number++) Correct(decision, dispute.Lease, number, byBuyer, fault, upheld);
        bool lost = !upheld && fault == (byBuyer ? Fault.Buyer : Fault.Provider);
        AccountId to = !lost ? dispute.By : byBuyer ? terms.Provider : terms.Buyer;
        if (dispute.Deposit > Money.Zero)
        {
            decision.Record(new MoneyMoved(
                dispute.By, AccountKind.Payable, to, AccountKind.Available, dispute.Deposit,
                lost ? MoveReason.DisputeDepositLost : MoveReason.DisputeDepositReturned, default, dispute.Lease, default));
        }
    }

    /// <summary>
    /// The verdict of a disputed hour: what the side that was right reported, or claims where it reported nothing; where neither party alone
    /// is at fault, what both reported, the rest excused. A claim that is not upheld leaves the verdict as it was, and none undoes what was excused before
    /// the handing over.
    /// </summary>
    private static void Correct(Decision decision, FillId lease, int number, bool byBuyer, Fault fault, bool upheld)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(lease);
        int entry = state.Leases.FindHour(slot, number);
        if (entry < 0 || !state.Leases.Hour(entry).Metered) return;
        LeaseHour hour = state.Leases.Hour(entry);
        ref readonly Lease disputed = ref state.Leases[slot];
        MinuteBits all = MinuteBits.First(disputed.Hour(number).Length.Count);
        if (fault is Fault.Exchange or Fault.Shared)
        {
            MinuteBits agreed = hour.Provider & hour.Buyer;
            decision.Record(new HourMetered(lease, number, agreed, all - agreed, MeterSource.Decided, hour.FinalAt));
        }
        else if (upheld)
        {
            MinuteBits maintained = Metering.Maintained(state, disputed.Terms.Node, disputed.Hour(number));
            MinuteBits handedOver = Metering.HandedOver(disputed, number);
            MinuteBits right = byBuyer ? hour.Buyer : hour.ProviderReported ? hour.Provider : handedOver - maintained;
            MinuteBits excused = maintained | (hour.Excused - handedOver);
            decision.Record(new HourMetered(lease, number, right, excused - right, MeterSource.Decided, hour.FinalAt));
        }
    }
}
