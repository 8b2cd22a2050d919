using Exchange.Engine.Ledger;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>What an ask has locked and still offers at some point of a plan, and what its margin is reckoned from.</summary>
/// <param name="Limit">The least it takes.</param>
/// <param name="Gpus">GPUs when it was placed or last grew.</param>
/// <param name="Rate">The share of its notional that is margin.</param>
/// <param name="Locked">Margin.</param>
/// <param name="Offered">GPUs × time.</param>
internal readonly record struct PlannedAsk(Price Limit, Gpus Gpus, BasisPoints Rate, Money Locked, GpuMinutes Offered)
{
    /// <summary>An ask as it rests.</summary>
    public static PlannedAsk Of(in Order ask, Settings settings) => new(ask.Limit, ask.Gpus, settings.Margin(ask.Firmness), ask.Locked, ask.Offered);

    /// <summary>An ask that takes, before the plan.</summary>
    public static PlannedAsk Of(in AskIntent ask, BasisPoints rate, IReadOnlyList<Piece> pieces)
    {
        var offered = new GpuMinutes(0);
        for (int i = 0; i < pieces.Count; i++) offered += pieces[i].Volume;
        return new(ask.Limit, ask.Gpus, rate, ask.Locked, offered);
    }

    /// <summary>The same after a fill, and what that draws on the money its owner has available: less than zero where it returns more.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="carved">The rectangle that is carved.</param>
    /// <param name="step">The fill.</param>
    public (PlannedAsk After, Money Draw) With(Settings settings, in Piece carved, in PlanStep step)
    {
        GpuMinutes offered = Offered - carved.Volume + Carving.Left(carved, step.Gpus, step.Window, step.Kept);
        Money lease = Locks.Escrow(step.Price, step.Gpus, step.Window.Length, settings).Share(Rate);
        Money rest = Locks.ForAsk(Limit, Gpus, offered, Rate, settings);
        return (this with { Locked = rest, Offered = offered }, lease + rest - Locked);
    }
}
