using Exchange.Engine.Books;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Specs;
using Exchange.Engine.Values;

namespace Exchange.Engine.Matching;

/// <summary>How a fill takes its rectangle out of an ask's, and which parts stay on offer.</summary>
public static class Carving
{
    /// <summary>The most GPUs that may be taken in one fill: whole steps, at least the minimum chunk, at most what both sides have.</summary>
    /// <returns>Zero where no count fits.</returns>
    public static Gpus Takeable(in Spec spec, Gpus available, Gpus wanted)
    {
        int most = Math.Min(available.Count, wanted.Count);
        int step = Math.Max(spec.ChunkStep.Count, 1);
        most -= most % step;
        return new Gpus(most < spec.MinChunk.Count ? 0 : most);
    }

    /// <summary>Which parts of a rectangle stay on offer when a fill carves it.</summary>
    /// <param name="spec">The ask's spec: its minimum chunk and duration.</param>
    /// <param name="flags">The ask's switches.</param>
    /// <param name="piece">The rectangle.</param>
    /// <param name="taken">GPUs that the fill takes.</param>
    /// <param name="window">When the fill delivers.</param>
    /// <param name="now">The clock.</param>
    public static Kept Keep(in Spec spec, OrderFlags flags, in Piece piece, Gpus taken, Window window, Minute now)
    {
        Kept kept = Kept.None;
        int beside = piece.Gpus.Count - taken.Count;
        if (beside > 0 && beside >= spec.MinChunk.Count) kept |= Kept.Beside;
        if ((flags & OrderFlags.SellOnce) != 0) return kept;
        int least = Math.Max(spec.MinDuration.Count, 1);
        if (Availability.UsableMinutes(new Window(piece.Window.From, window.From), now) >= least) kept |= Kept.Before;
        if (Availability.UsableMinutes(new Window(window.Until, piece.Window.Until), now) >= least) kept |= Kept.After;
        return kept;
    }

    /// <summary>What of a rectangle stays on offer when a fill carves it.</summary>
    /// <param name="piece">The rectangle.</param>
    /// <param name="taken">GPUs that the fill takes.</param>
    /// <param name="window">When the fill delivers.</param>
    /// <param name="kept">Which parts stay.</param>
    public static GpuMinutes Left(in Piece piece, Gpus taken, Window window, Kept kept)
    {
        var left = new GpuMinutes(0);
        if ((kept & Kept.Beside) != 0) left += (piece.Gpus - taken) * piece.Window.Length;
        if ((kept & Kept.Before) != 0) left += taken * new Window(piece.Window.From, window.From).Length;
        if ((kept & Kept.After) != 0) left += taken * new Window(window.Until, piece.Window.Until).Length;
        return left;
    }
}
