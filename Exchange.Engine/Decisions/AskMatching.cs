using Exchange.Engine.Events;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What an ask does once it is taken, whether it arrived, was amended or is reconsidered.</summary>
internal static class AskMatching
{
    /// <summary>The best resting bid that the whole ask could meet; the default where there is none.</summary>
    public static Price BestPrice(Decision decision, in AskIntent ask, Piece whole)
    {
        decision.Asks.Pieces.Clear();
        decision.Asks.Pieces.Add(whole);
        return decision.Asks.BestPrice(ask);
    }

    /// <summary>Plans an ask of one rectangle into <see cref="Decision.Plan"/>.</summary>
    public static void Plan(Decision decision, in AskIntent ask, Piece whole)
    {
        decision.Asks.Pieces.Clear();
        decision.Asks.Pieces.Add(whole);
        decision.Asks.Plan(ask, decision.Plan);
    }

    /// <summary>Whether the plan just made sells so many GPUs of the ask's first rectangle, each for some window.</summary>
    public static bool Sells(Decision decision, Gpus gpus)
    {
        Gpus sold = default;
        foreach (ref readonly PlanStep step in decision.Plan.Steps)
        {
            if (step.Kind == StepKind.Fill && step.Remnant == 0) sold += step.Gpus;
        }

        return sold == gpus;
    }

    /// <summary>Lets what is left of an ask that has made its fills rest or go.</summary>
    public static void Conclude(Decision decision, OrderId order)
    {
        ExchangeState state = decision.State;
        int slot = state.Orders.Find(order);
        if (slot < 0 || state.Orders[slot].Done) return;
        if (BidMatching.Leaving(decision.Plan, state.Orders[slot]) is { } reason)
        {
            Execution.Cancel(decision, order, reason);
            return;
        }

        Execution.Settle(decision, order);
        if (!state.Orders[slot].Resting) decision.Record(new OrderRested(order));
    }
}
