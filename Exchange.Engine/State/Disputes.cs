using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.State;

/// <summary>A dispute that is not decided.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="By">Who opened it.</param>
/// <param name="First">The first hour disputed.</param>
/// <param name="Last">The last hour disputed.</param>
/// <param name="Deposit">What was deposited.</param>
/// <param name="OpenedAt">When.</param>
/// <param name="Answered">Whether the other side answered.</param>
public readonly record struct Dispute(DisputeId Id, FillId Lease, AccountId By, int First, int Last, Money Deposit, Minute OpenedAt, bool Answered);

/// <summary>The disputes that are not decided, by number, which is also by time.</summary>
public sealed class DisputeTable
{
    private readonly SortedDictionary<long, Dispute> open = [];

    /// <summary>How many disputes there were; the next one has the next number.</summary>
    public long Count { get; private set; }

    /// <summary>The dispute that was opened first, or null.</summary>
    public Dispute? Oldest => open.Count > 0 ? open.First().Value : null;

    /// <summary>An open dispute, or null.</summary>
    public Dispute? Find(DisputeId dispute) => open.TryGetValue(dispute.Value, out Dispute found) ? found : null;

    internal IEnumerable<Dispute> All => open.Values;

    internal void Open(ExchangeState state, in DisputeOpened opened)
    {
        if (opened.Dispute.Value != ++Count) throw new InvariantBrokenException($"Dispute {opened.Dispute.Value} is out of order.");
        open.Add(Count, new Dispute(opened.Dispute, opened.Lease, opened.By, opened.First, opened.Last, opened.Deposit, state.Now, false));
        Mark(state, open[Count], change: 1);
    }

    internal void Answer(in DisputeAnswered answered) => open[answered.Dispute.Value] = open[answered.Dispute.Value] with { Answered = true };

    internal void Decide(ExchangeState state, in DisputeDecided decided)
    {
        if (!open.Remove(decided.Dispute.Value, out Dispute dispute)) throw new InvariantBrokenException($"Dispute {decided.Dispute.Value} is not open.");
        Mark(state, dispute, change: -1);
    }

    internal void Restore(long count, ReadOnlySpan<Dispute> saved)
    {
        Count = count;
        foreach (ref readonly Dispute dispute in saved) open.Add(dispute.Id.Value, dispute);
    }

    private static void Mark(ExchangeState state, in Dispute dispute, int change)
    {
        int slot = LeaseEvolution.Slot(state, dispute.Lease);
        bool byBuyer = state.Leases[slot].Terms.Buyer == dispute.By;
        for (int entry = state.Leases.FirstHour(slot); entry >= 0; entry = state.Leases.NextHour(entry))
        {
            ref LeaseHour hour = ref state.Leases.Hour(entry);
            if (hour.Hour < dispute.First || hour.Hour > dispute.Last) continue;
            if (byBuyer) hour.BuyerDispute = dispute.Id;
            else hour.ProviderDispute = dispute.Id;
            hour.OpenDisputes += change;
        }

        LeaseEvolution.Reschedule(state, slot);
    }
}
