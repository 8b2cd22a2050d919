using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Exchange.Engine.Verification;

namespace Exchange.Engine.Decisions;

/// <summary>
/// Looks again at some of the hours that both parties signed, by the evidence that neither controls: what the parties agree on is not
/// what was delivered if they are one, or if one is paid by the other.
/// </summary>
internal static class LeaseAudits
{
    /// <summary>
    /// The hours that a link of the beacon draws, before it is revealed, among those whose evidence is complete. Nobody could know which when
    /// they were signed.
    /// </summary>
    public static (FillId Lease, int Hour)[] Drawn(ExchangeState state, BeaconRevealed revealed) =>
        [.. state.Leases.AwaitingAudit.Where(signed =>
            HourEvolution.IsHeard(state, signed.Lease, signed.Hour, revealed) && IsDrawn(state, revealed.Link, signed.Lease, signed.Hour))];

    /// <summary>Audits hours that were drawn.</summary>
    public static void Run(Decision decision, (FillId Lease, int Hour)[] drawn)
    {
        foreach ((FillId lease, int hour) in drawn) Audit(decision, lease, hour);
    }

    /// <summary>
    /// Audits every hour of a dispute that the other side accepted: else two that are one would dispute what they signed, or what the evidence
    /// says, and agree.
    /// </summary>
    public static void Accepted(Decision decision, in Dispute dispute)
    {
        for (int hour = dispute.First; hour <= dispute.Last; hour++) Audit(decision, dispute.Lease, hour);
    }

    private static bool IsDrawn(ExchangeState state, in Hash256 link, FillId lease, int hour)
    {
        int slot = state.Leases.Find(lease);
        if (slot < 0) return false;
        bool doubtful = state.Accounts[state.Leases[slot].Terms.Provider].Reputation.Value < state.Settings[Setting.AuditDoubtfulBelowBasisPoints];
        long rate = state.Settings[doubtful ? Setting.AuditDoubtfulBasisPoints : Setting.AuditBasisPoints];
        return AuditDraw.Selects(link.Bytes, lease.Value, hour, (int)rate);
    }

    private static void Audit(Decision decision, FillId id, int number)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(id);
        int entry = state.Leases.FindHour(slot, number);
        if (entry < 0) return;
        LeaseHour hour = state.Leases.Hour(entry);
        Window window = state.Leases[slot].Hour(number);
        MinuteBits all = MinuteBits.First(window.Length.Count);
        if (Metering.Independent(hour, all) is not { } found) return;
        bool agrees = (hour.Delivered - found.Delivered).Count == 0;
        decision.Record(new HourAudited(id, number, found.Delivered, agrees));
        if (agrees) return;
        MinuteBits delivered = hour.Delivered & found.Delivered;
        decision.Record(new HourMetered(id, number, delivered, hour.Excused - delivered, MeterSource.Decided, hour.FinalAt));
    }
}
