using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct OpenDispute
{
    /// <summary>The largest claim, in micro-dollars: a billion dollars.</summary>
    public const long MaxClaimMicros = 1_000_000_000_000_000;

    /// <inheritdoc/>
    public static Receipt Decide(in OpenDispute command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Leases.Find(command.Lease);
        if (slot < 0 || (state.Leases[slot].Terms.Buyer != command.By && state.Leases[slot].Terms.Provider != command.By)) return new Receipt(Refusal.UnknownLease);
        if (command.First < 0 || command.First > command.Last || command.Last >= state.Leases[slot].Hours) return new Receipt(Refusal.ValueOutOfRange);
        if (command.ClaimMicros is < 1 or > MaxClaimMicros) return new Receipt(Refusal.ValueOutOfRange);
        for (int number = command.First; number <= command.Last; number++)
        {
            int entry = state.Leases.FindHour(slot, number);
            if (entry < 0) return new Receipt(number < state.Leases[slot].FirstUnmetered ? Refusal.TooLate : Refusal.NotYet);
            LeaseHour hour = state.Leases.Hour(entry);
            if (!hour.Metered) return new Receipt(Refusal.NotYet);
            if ((state.Leases[slot].Terms.Buyer == command.By ? hour.BuyerDispute : hour.ProviderDispute) != default) return new Receipt(Refusal.AlreadyDone);
            if (state.LastOutage.Extend(hour.FinalAt.Value) <= state.Now.Value) return new Receipt(Refusal.TooLate);
        }

        Money claim = Money.FromMicros(command.ClaimMicros);
        Money share = claim.ShareRoundedUp(new BasisPoints((int)state.Settings[Setting.DisputeDepositBasisPoints]));
        Money floor = Money.FromMicros(state.Settings[Setting.DisputeDepositFloorMicros]);
        Money deposit = share > floor ? share : floor;
        Money shortfall = deposit - state.Accounts.Balance(command.By, AccountKind.Available);
        if (shortfall > Money.Zero) return new Receipt(Refusal.InsufficientFunds, Shortfall: shortfall);

        // From here on the dispute is open: every refusal stands above this line.
        var id = new DisputeId(state.Disputes.Count + 1);
        decision.Record(new DisputeOpened(id, command.Lease, command.By, command.First, command.Last, claim, deposit));
        if (deposit > Money.Zero)
        {
            decision.Record(new MoneyMoved(
                command.By, AccountKind.Available, command.By, AccountKind.Payable, deposit, MoveReason.DisputeDeposit, default, command.Lease, default));
        }

        return new Receipt(Refusal.None, id.Value);
    }
}

public readonly partial record struct AnswerDispute
{
    /// <inheritdoc/>
    public static Receipt Decide(in AnswerDispute command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (state.Disputes.Find(command.Dispute) is not { } dispute) return new Receipt(Refusal.UnknownDispute);
        LeaseOpened terms = state.Leases[state.Leases.Find(dispute.Lease)].Terms;
        AccountId other = dispute.By == terms.Buyer ? terms.Provider : terms.Buyer;
        if (other != command.By) return new Receipt(Refusal.UnknownDispute);
        if (dispute.Answered) return new Receipt(Refusal.AlreadyDone);
        if (state.LastOutage.Extend(dispute.OpenedAt.Value + state.Settings[Setting.DisputeAnswerMinutes]) < state.Now.Value) return new Receipt(Refusal.TooLate);
        decision.Record(new DisputeAnswered(command.Dispute, dispute.Lease, command.Accepts));
        if (!command.Accepts) return new Receipt(Refusal.None, command.Dispute.Value);
        Disputes.Decide(decision, dispute, dispute.By == terms.Buyer ? Fault.Provider : Fault.Buyer, upheld: true);
        LeaseAudits.Accepted(decision, dispute);
        return new Receipt(Refusal.None, command.Dispute.Value);
    }
}

public readonly partial record struct DecideDispute
{
    /// <inheritdoc/>
    public static Receipt Decide(in DecideDispute command, Decision decision)
    {
        if (decision.State.Disputes.Find(command.Dispute) is not { } dispute) return new Receipt(Refusal.UnknownDispute);
        if (!Enum.IsDefined(command.Fault)) return new Receipt(Refusal.ValueOutOfRange);
        Disputes.Decide(decision, dispute, command.Fault, command.Upheld);
        return new Receipt(Refusal.None, command.Dispute.Value);
    }
}
