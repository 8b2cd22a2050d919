using Exchange.Engine.Ledger;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>
/// Who answers for what a replacement costs beyond the contract: the failed lease's margin, what is being slashed where that is why it
/// fails, its provider's bond, the insurance.
/// </summary>
internal static class BuyInCover
{
    /// <summary>Pays the buyer what one fill costs beyond the contract.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="failed">The lease that failed.</param>
    /// <param name="step">The fill, before it is made.</param>
    /// <param name="owed">What it replaces.</param>
    /// <param name="reserved">What must be left for the fills that have to follow.</param>
    /// <returns>All that was paid, and what of it is the taker's fee; null, and nothing paid, where the dearer price is not covered.</returns>
    public static (Money Difference, Money Fee)? Pay(Decision decision, FillId failed, in PlanStep step, Window owed, Money reserved)
    {
        ExchangeState state = decision.State;
        Lease lease = state.Leases[state.Leases.Find(failed)];
        Money dearer = Dearer(lease, step);
        Money fee = Locks.Escrow(step.Price, step.Gpus, step.Window.Length, state.Settings).Share(state.Settings.TakerFee);
        Money first = lease.Margin + decision.Slashed;
        Window now = Incidents.Now(state);
        Incident? incident = dearer + reserved + fee > first ? Incidents.Of(decision, lease, now) : null;
        Money provider = first + (incident is { } known ? Incidents.Room(decision, known) : Money.Zero);
        Money insurance = incident is { } insured && owed.Length.Count <= state.Settings.LockHorizonMinutes ? Incidents.Insurable(state, insured) : Money.Zero;
        if (dearer + reserved > provider + insurance) return null;
        fee = provider > dearer + reserved ? Money.Min(fee, provider - dearer - reserved) : Money.Zero;
        Money fromMargin = Money.Min(dearer + fee, lease.Margin);
        Money fromSlash = Money.Min(dearer + fee - fromMargin, decision.Slashed);
        Money fromBond = Money.Min(dearer + fee, provider) - fromMargin - fromSlash;
        LeaseMoney.FromMargin(decision, lease, lease.Terms.Buyer, fromMargin, MoveReason.BuyInCover);
        Incidents.TakeSlashed(decision, lease, fromSlash, MoveReason.BuyInCover);
        if (incident is { } charged) Incidents.Take(decision, charged, lease, now, fromBond, MoveReason.BuyInCover);
        LeaseMoney.ToBuyer(decision, lease, AccountId.House, AccountKind.Insurance, dearer + fee - fromMargin - fromSlash - fromBond, MoveReason.BuyInCover);
        return (dearer + fee, fee);
    }

    /// <summary>What one fill costs beyond the contract, without its fee.</summary>
    public static Money Dearer(in Lease failed, in PlanStep step) => step.Price > failed.Terms.Price
        ? Price.FromMicros(step.Price.Micros - failed.Terms.Price.Micros) * (step.Gpus * step.Window.Length) : Money.Zero;
}
