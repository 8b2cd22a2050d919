using Exchange.Engine.Events;
using Exchange.Engine.State;

namespace Exchange.Engine.Sequencing;

/// <summary>Watches committed events as the replica takes them in. Called on the replica's own thread, under its lock: be brief.</summary>
public interface ITurnObserver
{
    /// <summary>An event is about to change the state: orders can still be seen as they were.</summary>
    void OnEvolving(ExchangeState before, in RecordedEvent occurred);

    /// <summary>The event has changed the state.</summary>
    void OnEvolved(ExchangeState after, in RecordedEvent occurred);

    /// <summary>All events of one or more turns were taken in.</summary>
    void OnTurnEnd(ExchangeState state);
}

/// <summary>The market as far as it is durable: a state evolved from committed events alone, from which everything is read and told.</summary>
public sealed class CommittedMarket
{
    private readonly Lock gate = new();
    private readonly List<(long Position, TaskCompletionSource Reached)> waiting = [];
    private ITurnObserver[] observers = [];
    private readonly Engine replica;

    internal CommittedMarket(ExchangeState state) => replica = new Engine(state);

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

    /// <summary>Takes in one event read from the store.</summary>
    internal void TakeOne(in RecordedEvent occurred)
    {
        lock (gate)
        {
            Take(occurred);
            End();
        }
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
