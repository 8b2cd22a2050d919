using Exchange.Engine.Events;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>What one step of a plan does.</summary>
public enum StepKind : byte
{
    /// <summary>A fill.</summary>
    Fill,
    /// <summary>Both sides give way by the same GPUs, since they have one owner.</summary>
    Prevent,
    /// <summary>The resting order goes, since both have one owner.</summary>
    CancelMaker,
    /// <summary>The resting ask goes, since its owner cannot put up the margin for the lease.</summary>
    MarginShort,
}

/// <summary>One step of a plan.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Maker">The resting order.</param>
/// <param name="Remnant">The ask's rectangle that is carved, by number; -1 means the one that the step before left after its window.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Gpus">How many.</param>
/// <param name="Window">When.</param>
/// <param name="Kept">Which parts of the rectangle stay offered.</param>
public readonly record struct PlanStep(StepKind Kind, OrderId Maker, int Remnant, Price Price, Gpus Gpus, Window Window, Kept Kept);

/// <summary>What would happen to an order now: found without changing anything, then carried out, previewed or thrown away.</summary>
public sealed class MatchPlan
{
    /// <summary>The number that stands for "the rectangle that the step before left after its window".</summary>
    public const int AfterPrevious = -1;

    private PlanStep[] steps = new PlanStep[64];

    /// <summary>How many steps there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are fills.</summary>
    public int Fills { get; private set; }

    /// <summary>GPUs that fill.</summary>
    public Gpus Filled { get; private set; }

    /// <summary>GPUs that self-trade prevention takes from the taker.</summary>
    public Gpus Prevented { get; private set; }

    /// <summary>Whether self-trade prevention cancels what is left of the taker.</summary>
    public bool TakerGoes { get; set; }

    /// <summary>Whether one command may not cause more fills.</summary>
    public bool FillLimitReached { get; set; }

    /// <summary>Whether the taker is an ask whose owner cannot put up the margin for the next fill.</summary>
    public bool MarginIsShort { get; set; }

    /// <summary>Whether the order would meet another at all: to trade with it, or to be kept apart from it.</summary>
    public bool MeetsSomebody => Count > 0 || TakerGoes || MarginIsShort;

    /// <summary>The steps, in order.</summary>
    public ReadOnlySpan<PlanStep> Steps => steps.AsSpan(0, Count);

    /// <summary>Whether the plan has the resting order go.</summary>
    public bool Removes(OrderId maker)
    {
        foreach (ref readonly PlanStep step in Steps)
        {
            if (step.Maker == maker && step.Kind is (StepKind.CancelMaker or StepKind.MarginShort)) return true;
        }

        return false;
    }

    internal void Clear()
    {
        (Count, Fills, Filled, Prevented, TakerGoes, FillLimitReached, MarginIsShort) = (0, 0, default, default, false, false, false);
    }

    internal void Add(in PlanStep step)
    {
        if (Count == steps.Length) Array.Resize(ref steps, Count * 2);
        steps[Count++] = step;
        if (step.Kind == StepKind.Prevent) Prevented += step.Gpus;
        if (step.Kind != StepKind.Fill) return;
        Fills++;
        Filled += step.Gpus;
    }
}
