using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>What an ask has locked and still offers at some point of a plan.</summary>
/// <param name="Locked">Margin.</param>
/// <param name="Offered">GPUs × time.</param>
internal readonly record struct PlannedAsk(Money Locked, GpuMinutes Offered)
{
    /// <summary>An ask as it rests.</summary>
    public static PlannedAsk Of(in Order ask) => new(ask.Locked, ask.Offered);

    /// <summary>The same after a fill, and what that draws on the money its owner has available: less than zero where it returns more.</summary>
    /// <param name="state">The state.</param>
    /// <param name="ask">The ask.</param>
    /// <param name="carved">The rectangle that is carved.</param>
    /// <param name="step">The fill.</param>
    public (PlannedAsk After, Money Draw) With(ExchangeState state, in Order ask, in Piece carved, in PlanStep step)
    {
        BasisPoints margin = state.Settings.Margin(ask.Firmness);
        GpuMinutes offered = Offered - carved.Volume + Carving.Left(carved, step.Gpus, step.Window, step.Kept);
        Money lease = Locks.Escrow(step.Price, step.Gpus, step.Window.Length, state.Settings).Share(margin);
        Money rest = Locks.ForAsk(ask.Limit, ask.Gpus, offered, margin, state.Settings);
        return (new(rest, offered), lease + rest - Locked);
    }
}
