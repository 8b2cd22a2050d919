using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Store;

namespace Exchange.Engine.Sequencing;

/// <summary>Brings a state back: the newest good snapshot, and the events after it through the same evolution as live trading.</summary>
public static class Recovery
{
    /// <summary>The state as of a position.</summary>
    /// <param name="store">The events.</param>
    /// <param name="position">The last event to take in.</param>
    /// <param name="capacityOrders">Room for so many open orders at first.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ExchangeState> LoadAsync(EventStore store, long position, int capacityOrders, CancellationToken cancellation = default)
    {
        var state = new ExchangeState(capacityOrders);
        var engine = new Engine(state);
        if (position > state.Position)
            await store.ReadAsync(state.Position + 1, position, (in RecordedEvent occurred) => engine.Replay(occurred), cancellation);
        return state;
    }
}
