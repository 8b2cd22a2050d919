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
        ExchangeState state = await NewestSnapshotAsync(store, position, capacityOrders, cancellation) ?? new ExchangeState(capacityOrders);
        var engine = new Engine(state);
        if (position > state.Position)
            await store.ReadAsync(state.Position + 1, position, (in RecordedEvent occurred) => engine.Replay(occurred), cancellation);
        return state;
    }

    /// <summary>Keeps a state as a snapshot of its position.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="state">The state; nothing else uses it meanwhile.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task SaveAsync(EventStore store, ExchangeState state, CancellationToken cancellation = default)
    {
        using var bytes = new MemoryStream();
        StateSnapshot.Write(state, bytes);
        bytes.Position = 0;
        await store.SaveSnapshotAsync(new SnapshotHeader(state.Position, StateSnapshot.Layout, HashOf(state)), bytes, cancellation);
    }

    /// <summary>The state of the newest snapshot that is whole, of this version, and not beyond the position; null where there is none.</summary>
    private static async Task<ExchangeState?> NewestSnapshotAsync(EventStore store, long position, int capacityOrders, CancellationToken cancellation)
    {
        await foreach (StoredSnapshot snapshot in store.ReadSnapshotsNewestFirstAsync(StateSnapshot.Layout, cancellation))
        {
            if (snapshot.Header.Position > position) continue;
            if (TryRead(snapshot, capacityOrders) is { } state) return state;
        }

        return null;
    }

    private static ExchangeState? TryRead(StoredSnapshot snapshot, int capacityOrders)
    {
        try
        {
            using Stream content = snapshot.OpenContent();
            ExchangeState state = StateSnapshot.Read(content, capacityOrders);
            return HashOf(state).AsSpan().SequenceEqual(snapshot.Header.StateHash) ? state : null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or InvariantBrokenException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return null; // An older snapshot is used, and more events.
        }
    }

    private static byte[] HashOf(ExchangeState state)
    {
        var bytes = new byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, state.Hash());
        return bytes;
    }
}
