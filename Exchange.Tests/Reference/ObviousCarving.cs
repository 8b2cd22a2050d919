using Exchange.Engine.Commands;

namespace Exchange.Tests.Reference;

/// <summary>What is left of a rectangle after a part was cut out of it.</summary>
public static class ObviousCarving
{
    /// <summary>GPUs beside keep the number; GPUs before and after come as new rectangles, where they are large enough to be sold.</summary>
    public static void Carve(ObviousAsk ask, ObviousRectangle rectangle, ObviousFill fill, int next)
    {
        Shrink(ask, rectangle, fill.Gpus);
        if ((ask.Terms.Flags & OrderFlags.SellOnce) != 0) return;
        if (fill.From - Math.Max(rectangle.From, next) >= ask.MinDuration) Add(ask, fill.Gpus, rectangle.From, fill.From);
        if (rectangle.Until - fill.Until >= ask.MinDuration) Add(ask, fill.Gpus, fill.Until, rectangle.Until);
    }

    /// <summary>Fewer GPUs over the whole window; below the minimum chunk it is withdrawn.</summary>
    public static void Shrink(ObviousAsk ask, ObviousRectangle rectangle, int gpus)
    {
        int index = ask.Rectangles.IndexOf(rectangle);
        int left = rectangle.Gpus - gpus;
        if (left < ask.MinChunk) ask.Rectangles.RemoveAt(index);
        else ask.Rectangles[index] = rectangle with { Gpus = left };
    }

    private static void Add(ObviousAsk ask, int gpus, int from, int until)
    {
        ask.NextNumber++;
        ask.Rectangles.Add(new ObviousRectangle(ask.NextNumber, gpus, from, until));
    }
}
