using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.Markets;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Commands;

public readonly partial record struct CancelOrder
{
    /// <inheritdoc/>
    public static void Foresee(in CancelOrder command, Foresight ahead) => ahead.Note(command.Order);

    /// <inheritdoc/>
    public static Receipt Decide(in CancelOrder command, Decision decision)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(command.Order);
        if (slot < 0 || state.Orders[slot].Account != command.Account || state.Orders[slot].Done) return new Receipt(Refusal.UnknownOrder);
        if (state.Market == MarketState.Halted) return new Receipt(Refusal.MarketHalted);
        Execution.Cancel(decision, command.Order, CancelReason.ByOwner);
        return new Receipt(Refusal.None, command.Order.Value, Count: 1);
    }
}

public readonly partial record struct CancelAll
{
    /// <summary>The most orders that one mass cancel cancels.</summary>
    public const int MaxOrders = 8_192;

    /// <inheritdoc/>
    public static Receipt Decide(in CancelAll command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Account)) return new Receipt(Refusal.UnknownAccount);
        if (state.Market == MarketState.Halted) return new Receipt(Refusal.MarketHalted);
        (int cancelled, bool more) = Run(decision, command, CancelReason.MassCancel);
        return new Receipt(Refusal.None, Count: cancelled, More: more);
    }

    /// <summary>Cancels what the command names and says how many orders that were, and whether some are left.</summary>
    internal static (int Cancelled, bool More) Run(Decision decision, in CancelAll command, CancelReason reason)
    {
        ExchangeState state = decision.State;
        int cancelled = 0;
        int next;
        for (int slot = state.Accounts[command.Account].FirstOrder; slot >= 0; slot = next)
        {
            next = state.Orders[slot].NextOfAccount;
            if (!Names(command, state.Orders[slot])) continue;
            if (cancelled == MaxOrders) return (cancelled, true);
            Execution.Cancel(decision, state.Orders[slot].Id, reason);
            cancelled++;
        }

        return (cancelled, false);
    }

    private static bool Names(in CancelAll command, in Order order)
    {
        if (command.Product.Value != 0 && order.Product != command.Product) return false;
        return command.Sides == Sides.Both || (command.Sides == Sides.Bids) == (order.Side == Side.Bid);
    }
}

public readonly partial record struct ArmCancelAfter
{
    /// <summary>The longest timeout: a day.</summary>
    public const int MaxTimeoutMilliseconds = 86_400_000;

    /// <inheritdoc/>
    public static Receipt Decide(in ArmCancelAfter command, Decision decision)
    {
        ExchangeState state = decision.State;
        if (!state.Accounts.Exists(command.Account) || command.Account == AccountId.House) return new Receipt(Refusal.UnknownAccount);
        if (command.TimeoutMilliseconds is < 0 or > MaxTimeoutMilliseconds) return new Receipt(Refusal.ValueOutOfRange);
        long deadline = command.TimeoutMilliseconds == 0 ? 0 : (decision.AtUnixMicroseconds / 1000) + command.TimeoutMilliseconds;
        if (deadline != state.Accounts[command.Account].CancelAfterUnixMilliseconds) decision.Record(new CancelAfterArmed(command.Account, deadline));
        return new Receipt(Refusal.None, command.Account.Value);
    }
}
