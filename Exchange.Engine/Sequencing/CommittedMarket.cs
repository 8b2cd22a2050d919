using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Store;

namespace Exchange.Engine.Sequencing;

/// <summary>Watches committed events as the replica takes them in. Called on the replica's own thread, under its lock: be brief.</summary>
public interface ITurnObserver
{
    /// <summary>An event is about to change the state: orders can still be seen as they were.</summary>
    void OnEvolving(ExchangeState before, in RecordedEvent occurred);

    /// <summary>The event has changed the state.</summary>
    void OnEvolved(ExchangeState after, in RecordedEvent occurred);

    /// <summary>All events of a turn were taken in: everything that was decided under one time stamp.</summary>
    void OnTurnEnd(ExchangeState state);
}

/// <summary>An observer that counts over the whole history: snapshots keep beside the state what it needs to count on from there.</summary>
public interface IKeptObserver : ITurnObserver
{
    /// <summary>Begins at a state, before any event after it is seen.</summary>
    /// <param name="state">The state, between two turns.</param>
    /// <param name="kept">What <see cref="Keep"/> gave at this state; empty before the first event.</param>
    void Begin(ExchangeState state, ReadOnlySpan<byte> kept);

    /// <summary>What it needs to begin at the state as it is now, between two turns; never empty.</summary>
    byte[] Keep();
}

/// <summary>The market as far as it is durable: a state evolved from committed events alone, from which everything is read and told.</summary>
public sealed class CommittedMarket
{
    private readonly Lock gate = new();
    private readonly List<(long Position, TaskCompletionSource Reached)> waiting = [];
    private ITurnObserver[] observers = [];
    private readonly Engine replica;
    private readonly IKeptObserver? counting;

    /// <summary>A replica at a state, and an observer that was kept with it.</summary>
    internal CommittedMarket(ExchangeState state, IKeptObserver? counting = null, ReadOnlySpan<byte> kept = default)
    {
        replica = new Engine(state);
        this.counting = counting;
        if (counting is null) return;
        counting.Begin(state, kept);
        observers = [counting];
    }

    /// <summary>The position of the last event taken in.</summary>
    public long Position
    {
        get
        {
            lock (gate) return replica.State.Position;
        }
    }

    /// <summary>Asks the state a question; keep it short, the replica waits meanwhile.</summary>
    public T Read<T>(Func<ExchangeState, T> query)
    {
        lock (gate) return query(replica.State);
    }

    /// <summary>Completes once the position is taken in.</summary>
    public Task WaitForAsync(long position, CancellationToken cancellation = default)
    {
        lock (gate)
        {
            if (replica.State.Position >= position) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((position, reached));
            return reached.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Adds an observer, which first sees the state as it is now.</summary>
    /// <param name="observer">The observer.</param>
    /// <param name="begin">Called once, before any event reaches the observer.</param>
    public void Subscribe(ITurnObserver observer, Action<ExchangeState> begin)
    {
        lock (gate)
        {
            begin(replica.State);
            observers = [.. observers, observer];
        }
    }

    /// <summary>Takes in what is new of a turn; events that were taken in before are passed over.</summary>
    internal void Take(EventBatch turn)
    {
        if (turn.Count == 0) return;
        lock (gate)
        {
            foreach (RecordedEvent occurred in turn) Take(occurred);
            End();
        }
    }

    /// <summary>Takes in what is stored up to a position, turn by turn: nobody sees half of one, and observers are told what live trading told them.</summary>
    internal async Task CatchUpAsync(EventStore store, long position, CancellationToken cancellation)
    {
        var turn = new EventBatch();
        if (position > Position) await store.ReadAsync(Position + 1, position, Gather, cancellation);
        Take(turn);

        void Gather(in RecordedEvent occurred)
        {
            if (turn.Count > 0 && (occurred.AtUnixMicroseconds != turn.AtUnixMicroseconds || occurred.Kind == EventKind.WriterStarted))
            {
                Take(turn);
                turn.Clear();
            }

            if (turn.Count == 0) (turn.FirstPosition, turn.AtUnixMicroseconds) = (occurred.Position, occurred.AtUnixMicroseconds);
            turn.Append(occurred);
        }
    }

    /// <summary>A copy of the state, and what the counting observer needs to begin there.</summary>
    internal (ExchangeState State, byte[] Kept) Copy(int capacityOrders)
    {
        lock (gate) return (StateSnapshot.Copy(replica.State, capacityOrders), counting?.Keep() ?? []);
    }

    private void Take(in RecordedEvent occurred)
    {
        if (occurred.Position <= replica.State.Position) return;
        foreach (ITurnObserver observer in observers) observer.OnEvolving(replica.State, occurred);
        replica.Replay(occurred);
        foreach (ITurnObserver observer in observers) observer.OnEvolved(replica.State, occurred);
    }

    private void End()
    {
        foreach (ITurnObserver observer in observers) observer.OnTurnEnd(replica.State);
        for (int i = waiting.Count - 1; i >= 0; i--)
        {
            if (waiting[i].Position > replica.State.Position) continue;
            waiting[i].Reached.TrySetResult();
            waiting.RemoveAt(i);
        }
    }
}
