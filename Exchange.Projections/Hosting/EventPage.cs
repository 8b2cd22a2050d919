using Exchange.Engine.Events;

namespace Exchange.Projections.Hosting;

/// <summary>Committed events in order, as bytes, to be read by any number of views; it ends where a turn ends.</summary>
/// <remarks>It is made of parts of blocks, which it does not copy.</remarks>
public sealed class EventPage
{
    private const int SmallestBlock = 64;
    private const int LargestBlock = 4_096;
    private readonly List<Part> _parts = [];

    /// <summary>How many events it holds.</summary>
    public int Count { get; private set; }

    /// <summary>The position of the first event; 0 where there is none.</summary>
    public long FirstPosition => Count == 0 ? 0 : this[0].Position;

    /// <summary>The position of the last event; 0 where there is none.</summary>
    public long LastPosition => Count == 0 ? 0 : this[Count - 1].Position;

    /// <summary>The events, in order.</summary>
    public RecordedEvent this[int index]
    {
        get
        {
            int last = _parts.Count - 1;
            while (last > 0 && _parts[last].Before > index) last--;
            Part part = _parts[last];
            return part.Block[part.From + index - part.Before];
        }
    }

    /// <summary>Adds a copy of an event.</summary>
    public void Add(in RecordedEvent occurred)
    {
        if (_parts.Count == 0 || _parts[^1].Block.IsFull)
            _parts.Add(new Part(new EventBlock(Math.Clamp(Count, SmallestBlock, LargestBlock)), From: 0, Count));
        _parts[^1].Block.Add(occurred);
        Count++;
    }

    /// <summary>Adds some of a block's events by reference; nothing may be added to the page by copy after that.</summary>
    /// <param name="block">The block.</param>
    /// <param name="from">Which event of it is the first.</param>
    /// <param name="count">How many.</param>
    internal void Append(EventBlock block, int from, int count)
    {
        _parts.Add(new Part(block, from, Count));
        Count += count;
    }

    /// <summary>Where a block's events lie in the page.</summary>
    /// <param name="Block">The block.</param>
    /// <param name="From">The first of its events that is meant.</param>
    /// <param name="Before">How many events of the page lie before it.</param>
    private readonly record struct Part(EventBlock Block, int From, int Before);
}
