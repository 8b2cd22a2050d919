using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct OpenAccount
{
    /// <inheritdoc/>
    public static Receipt Decide(in OpenAccount command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (command.Name.IsEmpty) return new Receipt(Refusal.NameInvalid);
        if (!state.Accounts.Exists(command.Owner)) return new Receipt(Refusal.UnknownAccount);
        if (state.Accounts.Count > AccountTable.MaxAccounts) return new Receipt(Refusal.CapacityReached);
        var account = new AccountId(state.Accounts.Count);
        AccountId owner = command.Owner == AccountId.House ? account : state.Accounts[command.Owner].Owner;
        decision.Record(new AccountOpened(account, owner, command.Name));
        return new Receipt(Refusal.None, account.Value);
    }
}

public readonly partial record struct Deposit
{
    /// <inheritdoc/>
    public static Receipt Decide(in Deposit command, Decision decision)
    {
        var moved = new MoneyMoved(
            AccountId.House, AccountKind.External, command.Account, AccountKind.Available, default, MoveReason.Deposit, default, default, command.Reference);
        return Payments.Book(decision, command.Account, command.Micros, moved);
    }
}

public readonly partial record struct Withdraw
{
    /// <inheritdoc/>
    public static Receipt Decide(in Withdraw command, Decision decision)
    {
        var moved = new MoneyMoved(
            command.Account, AccountKind.Available, AccountId.House, AccountKind.External, default, MoveReason.Withdrawal, default, default, command.Reference);
        return Payments.Book(decision, command.Account, command.Micros, moved);
    }
}

/// <summary>Money in and out: the rules that both directions share.</summary>
internal static class Payments
{
    /// <summary>The largest payment, in micro-dollars: a billion dollars.</summary>
    public const long MaxMicros = 1_000_000_000_000_000;

    public static Receipt Book(Decision decision, AccountId account, long micros, in MoneyMoved template)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(account) || account == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (micros is <= 0 or > MaxMicros) return new Receipt(Refusal.ValueOutOfRange);
        MoneyMoved moved = template with { Amount = Money.FromMicros(micros) };
        if (OrderRules.Repeated(state, account, moved.Reference, TermsDigest.Of(moved)) is { } before)
            return before.Accepted ? new Receipt(Refusal.None, account.Value, Repeated: true) : new Receipt(Refusal.ReferenceReused);
        Money available = state.Accounts.Balance(account, AccountKind.Available);
        bool arrives = moved.Reason == MoveReason.Deposit;
        if (!arrives && available < moved.Amount) return new Receipt(Refusal.InsufficientFunds, Shortfall: moved.Amount - available);
        if (arrives && !FitsBooks(state, available, moved.Amount)) return new Receipt(Refusal.ValueOutOfRange);
        decision.Record(moved);
        return new Receipt(Refusal.None, account.Value);
    }

    /// <summary>Whether neither the account nor the world outside comes near what 64 bits can count.</summary>
    private static bool FitsBooks(ExchangeState state, Money available, Money amount)
    {
        Int128 outside = state.Accounts.Balance(AccountId.House, AccountKind.External).Sixtieths;
        return (Int128)available.Sixtieths + amount.Sixtieths <= long.MaxValue / 4 && outside - amount.Sixtieths >= long.MinValue / 2;
    }
}
