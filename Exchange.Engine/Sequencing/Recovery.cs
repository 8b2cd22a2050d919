using System.Buffers.Binary;
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
        (ExchangeState state, _) = await NewestSnapshotAsync(store, position, capacityOrders, mustBeKept: false, cancellation);
        var engine = new Engine(state);
        if (position > state.Position)
            await store.ReadAsync(state.Position + 1, position, (in RecordedEvent occurred) => engine.Replay(occurred), cancellation);
        return state;
    }

    /// <summary>The replica as of a position, and its observer told of every event that it has not counted yet.</summary>
    internal static async Task<CommittedMarket> RunAsync(
        EventStore store, long position, int capacityOrders, IKeptObserver? counting, CancellationToken cancellation)
    {
        (ExchangeState state, byte[] kept) = await NewestSnapshotAsync(store, position, capacityOrders, counting is not null, cancellation);
        var committed = new CommittedMarket(state, counting, kept);
        await committed.CatchUpAsync(store, position, cancellation);
        return committed;
    }

    /// <summary>Keeps a state as a snapshot of its position, for those who need no more than the state.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="state">The state; nothing else uses it meanwhile.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task SaveAsync(EventStore store, ExchangeState state, CancellationToken cancellation = default) =>
        SaveAsync(store, state, [], cancellation);

    /// <summary>Keeps a state as a snapshot of its position, behind what an observer needs to begin there.</summary>
    internal static async Task SaveAsync(EventStore store, ExchangeState state, byte[] kept, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, kept.Length);
        bytes.Write(length);
        bytes.Write(kept);
        StateSnapshot.Write(state, bytes);
        bytes.Position = 0;
        await store.SaveSnapshotAsync(new SnapshotHeader(state.Position, StateSnapshot.Layout, HashOf(state)), bytes, cancellation);
    }

    /// <summary>The newest snapshot that is whole, of this version, and not beyond the position; the state before the first event where there is none.</summary>
    private static async Task<(ExchangeState State, byte[] Kept)> NewestSnapshotAsync(
        EventStore store, long position, int capacityOrders, bool mustBeKept, CancellationToken cancellation)
    {
        await foreach (StoredSnapshot snapshot in store.ReadSnapshotsNewestFirstAsync(StateSnapshot.Layout, cancellation))
        {
            if (snapshot.Header.Position > position) continue;
            if (TryRead(snapshot, capacityOrders) is { } read && (read.Kept.Length > 0 || !mustBeKept)) return read;
        }

        return (new ExchangeState(capacityOrders), []);
    }

    private static (ExchangeState State, byte[] Kept)? TryRead(StoredSnapshot snapshot, int capacityOrders)
    {
        try
        {
            using Stream content = snapshot.OpenContent();
            var length = new byte[sizeof(int)];
            content.ReadExactly(length);
            var kept = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
            content.ReadExactly(kept);
            ExchangeState state = StateSnapshot.Read(content, capacityOrders);
            return HashOf(state).AsSpan().SequenceEqual(snapshot.Header.StateHash) ? (state, kept) : null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or InvariantBrokenException or ArgumentException or OverflowException or IndexOutOfRangeException or EndOfStreamException)
        {
            return null; // An older snapshot is used, and more events.
        }
    }

    private static byte[] HashOf(ExchangeState state)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, state.Hash());
        return bytes;
    }
}
