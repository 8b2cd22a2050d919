using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct PostBond
{
    /// <inheritdoc/>
    public static Receipt Decide(in PostBond command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Provider) || command.Provider == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (!state.Parties.Of(command.Provider).IsProvider) return new Receipt(Refusal.UnknownProvider);
        if (command.Micros is <= 0 or > Payments.MaxMicros) return new Receipt(Refusal.ValueOutOfRange);
        Money amount = Money.FromMicros(command.Micros);
        Money shortfall = amount - state.Accounts.Balance(command.Provider, AccountKind.Available);
        if (shortfall > Money.Zero) return new Receipt(Refusal.InsufficientFunds, Shortfall: shortfall);
        decision.Record(new MoneyMoved(
            command.Provider, AccountKind.Available, command.Provider, AccountKind.Bond, amount, MoveReason.BondPosted, default, default, default));
        NodeLife.ReviewProvider(decision, command.Provider);
        return new Receipt(Refusal.None, command.Provider.Value);
    }
}

public readonly partial record struct Unbond
{
    /// <inheritdoc/>
    public static Receipt Decide(in Unbond command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Provider) || command.Provider == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        Party party = state.Parties.Of(command.Provider);
        if (!party.IsProvider) return new Receipt(Refusal.UnknownProvider);
        if (command.Micros is <= 0 or > Payments.MaxMicros) return new Receipt(Refusal.ValueOutOfRange);
        Money amount = Money.FromMicros(command.Micros);
        Int128 spare = Bonds.Cover(state, command.Provider) - party.Threatened.Sixtieths - Bonds.NeededByAll(state, command.Provider);
        if (spare < amount.Sixtieths)
            return new Receipt(Refusal.BondShort, Shortfall: Money.FromSixtieths((long)Int128.Min(amount.Sixtieths - spare, long.MaxValue)));
        Minute until = state.Now + new Minutes((int)state.Settings[Setting.UnbondingMinutes]);
        decision.Record(new UnbondingStarted(command.Provider, party.Unbonding + amount, until));
        return new Receipt(Refusal.None, command.Provider.Value);
    }
}
