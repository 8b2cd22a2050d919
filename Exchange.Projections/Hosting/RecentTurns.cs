using Exchange.Engine.Events;
using Exchange.Engine.Sequencing;
using Exchange.Engine.State;
using NodaTime;

namespace Exchange.Projections.Hosting;

/// <summary>
/// Committed events as they come from the market in this process, the last of them kept in memory: views that are up to date read none of
/// them from the store. What lies further back comes from the store.
/// </summary>
/// <param name="stored">The same events in the store.</param>
/// <param name="keptEvents">How many events are kept, about: whole blocks of them are forgotten. At least 1.</param>
public sealed class RecentTurns(IEventSource stored, int keptEvents = RecentTurns.DefaultKeptEvents) : IEventSource, ITurnObserver
{
    /// <summary>Four pages of the largest size.</summary>
    public const int DefaultKeptEvents = 32_768;

    private const int Blocks = 8;
    private readonly int _blockEvents = Math.Max(1, keptEvents / Blocks);
    private readonly Lock _gate = new();
    private readonly List<EventBlock> _blocks = [];
    private readonly List<long> _turnEnds = [];
    private readonly PositionSignal _last = new();
    private long _told;

    /// <inheritdoc/>
    public void OnEvolving(ExchangeState before, in RecordedEvent occurred)
    {
    }

    /// <inheritdoc/>
    public void OnEvolved(ExchangeState after, in RecordedEvent occurred)
    {
        lock (_gate)
        {
            if (_blocks.Count > 0 && _blocks[^1].LastPosition + 1 != occurred.Position) ForgetAll();
            if (_blocks.Count == 0 || _blocks[^1].IsFull) _blocks.Add(new EventBlock(_blockEvents));
            _blocks[^1].Add(occurred);
        }
    }

    /// <inheritdoc/>
    public void OnTurnEnd(ExchangeState state)
    {
        lock (_gate)
        {
            if (_blocks.Count > Blocks) Forget(_blocks.Count - Blocks);
            bool isHere = _blocks.Count > 0 && _blocks[^1].LastPosition == state.Position; // What was forgotten meanwhile has no end here either.
            if (isHere && (_turnEnds.Count == 0 || _turnEnds[^1] < state.Position)) _turnEnds.Add(state.Position);
        }

        _last.Raise(state.Position);
    }

    /// <inheritdoc/>
    /// <remarks>Where nothing came for a while the store is asked too: another process may be the writer by now.</remarks>
    public async Task<long> LastPositionAsync(CancellationToken cancellation)
    {
        long last = _last.Position;
        if (last > _told) return _told = last;
        _told = await stored.LastPositionAsync(cancellation);
        if (_told > last) ForgetAll();
        return _told;
    }

    /// <inheritdoc/>
    public Task<EventPage> ReadAsync(long afterPosition, int events, CancellationToken cancellation) =>
        Held(afterPosition, events) is { } held ? Task.FromResult(held) : stored.ReadAsync(afterPosition, events, cancellation);

    /// <inheritdoc/>
    public EventPage? Held(long afterPosition, int events)
    {
        lock (_gate)
        {
            bool isHere = _turnEnds.Count > 0 && afterPosition + 1 >= _blocks[0].FirstPosition && afterPosition <= _turnEnds[^1];
            return isHere ? PageOf(afterPosition, EndOfTurn(afterPosition, events)) : null;
        }
    }

    /// <inheritdoc/>
    public Task WaitForAppendAsync(Duration atMost, CancellationToken cancellation) =>
        _last.ReachesAsync(_told + 1, (int)atMost.TotalMilliseconds, cancellation);

    /// <summary>The last turn that ends within reach, else the next one however long; the position itself where none follows.</summary>
    private long EndOfTurn(long afterPosition, int events)
    {
        int beyond = FirstEndAfter(afterPosition + events);
        if (beyond > 0 && _turnEnds[beyond - 1] > afterPosition) return _turnEnds[beyond - 1];
        return beyond < _turnEnds.Count ? _turnEnds[beyond] : afterPosition;
    }

    private int FirstEndAfter(long position)
    {
        int found = _turnEnds.BinarySearch(position);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>A page that shares the blocks: committed events change no more.</summary>
    private EventPage PageOf(long afterPosition, long lastPosition)
    {
        var page = new EventPage();
        foreach (EventBlock block in _blocks)
        {
            long from = Math.Max(afterPosition + 1, block.FirstPosition);
            long until = Math.Min(lastPosition, block.LastPosition);
            if (from <= until) page.Append(block, (int)(from - block.FirstPosition), (int)(until - from) + 1);
        }

        return page;
    }

    private void ForgetAll()
    {
        lock (_gate)
        {
            _blocks.Clear();
            _turnEnds.Clear();
        }
    }

    /// <summary>Forgets the oldest blocks, and the ends of turns that lie in them.</summary>
    private void Forget(int blocks)
    {
        long position = _blocks[blocks - 1].LastPosition;
        _blocks.RemoveRange(0, blocks);
        _turnEnds.RemoveRange(0, FirstEndAfter(position));
    }
}
