using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;

namespace Exchange.Projections.Market;

/// <summary>A rectangle that an ask still offers.</summary>
/// <param name="Order">The ask.</param>
/// <param name="Number">Its number within the ask, from 0.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
public sealed record RectangleRow(OrderId Order, int Number, Gpus Gpus, Window Window)
{
    /// <summary>GPUs × minutes.</summary>
    public GpuMinutes Volume => Gpus * Window.Length;
}

/// <summary>What one ask still offers: the rectangles that fills have left of the first one.</summary>
/// <remarks>
/// A fill carves a rectangle: the GPUs beside it keep the number; the time before it, then the time after it, take the order's next
/// numbers. Which of the three stay is said by the fill itself.
/// </remarks>
internal sealed class AskRectangles(OrderId order, int numbered, Changes<(OrderId, int), RectangleRow> changes)
{
    private readonly SortedList<int, RectangleRow> _rectangles = [];

    /// <summary>How many were numbered so far.</summary>
    internal int Numbered { get; private set; } = numbered;

    internal IList<RectangleRow> All => _rectangles.Values;

    internal void Restore(RectangleRow rectangle) => _rectangles.Add(rectangle.Number, rectangle);

    internal void Offer(Gpus gpus, Window window) => Add(gpus, window);

    internal RectangleRow Get(int number) => _rectangles.TryGetValue(number, out RectangleRow? found)
        ? found
        : throw new InvalidDataException($"Order {order.Value} has no rectangle {number}.");

    /// <summary>Takes the fill out of the rectangle that it names, and adds what it leaves beyond what keeps the number.</summary>
    internal void Carve(in OrderFilled fill)
    {
        RectangleRow carved = Get(fill.Remnant);
        Window window = carved.Window;
        if ((fill.Kept & Kept.Beside) != 0) Resize(carved, carved.Gpus - fill.Gpus);
        else Remove(carved);
        if ((fill.Kept & Kept.Before) != 0) Add(fill.Gpus, new Window(window.From, fill.Delivery.From));
        if ((fill.Kept & Kept.After) != 0) Add(fill.Gpus, new Window(fill.Delivery.Until, window.Until));
    }

    /// <summary>The rectangle has this many GPUs from now on; none means that it is gone.</summary>
    internal void Resize(RectangleRow rectangle, Gpus gpus)
    {
        if (gpus == default) Remove(rectangle);
        else Put(rectangle with { Gpus = gpus });
    }

    /// <summary>No rectangle has more GPUs than this from now on.</summary>
    internal void Cap(Gpus gpus)
    {
        for (int index = _rectangles.Count - 1; index >= 0; index--)
        {
            if (_rectangles.Values[index].Gpus > gpus) Resize(_rectangles.Values[index], gpus);
        }
    }

    internal GpuMinutes Volume()
    {
        GpuMinutes sum = default;
        for (int index = 0; index < _rectangles.Count; index++) sum += _rectangles.Values[index].Volume;
        return sum;
    }

    /// <summary>The most GPUs offered at any one minute.</summary>
    internal Gpus Peak()
    {
        if (_rectangles.Count <= 1) return _rectangles.Count == 0 ? default : _rectangles.Values[0].Gpus;

        // An edge where GPUs come sorts behind one at the same minute where others go.
        var edges = new List<(Minute At, int Gpus)>(_rectangles.Count * 2);
        foreach (RectangleRow rectangle in _rectangles.Values)
        {
            edges.Add((rectangle.Window.From, rectangle.Gpus.Count));
            edges.Add((rectangle.Window.Until, -rectangle.Gpus.Count));
        }

        edges.Sort();
        int offered = 0, most = 0;
        foreach ((_, int gpus) in edges) most = Math.Max(most, offered += gpus);
        return new Gpus(most);
    }

    private void Add(Gpus gpus, Window window) => Put(new RectangleRow(order, Numbered++, gpus, window));

    private void Put(RectangleRow rectangle)
    {
        _rectangles[rectangle.Number] = rectangle;
        changes.Write((order, rectangle.Number), rectangle);
    }

    private void Remove(RectangleRow rectangle)
    {
        _rectangles.Remove(rectangle.Number);
        changes.Delete((order, rectangle.Number), rectangle);
    }
}
