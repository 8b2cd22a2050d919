using System.Runtime.InteropServices;
using Exchange.Engine.Events;
using Exchange.Engine.Matching;
using Exchange.Engine.State;
using Exchange.Engine.Values;

namespace Exchange.Engine.Decisions;

/// <summary>What a decision works with: the state, the planners that only read it, and the record of what happens.</summary>
public sealed class Decision
{
    private EventBatch events = new(4096);

    /// <summary>Decisions over a state.</summary>
    public Decision(ExchangeState state)
    {
        State = state;
        Bids = new BidPlanner(state);
        Asks = new AskPlanner(state);
        Gangs = new GangPlanner(state, Bids);
    }

    /// <summary>The state, as of the last event recorded.</summary>
    public ExchangeState State { get; }

    /// <summary>The time stamped on the command, in microseconds since the Unix epoch.</summary>
    public long AtUnixMicroseconds => events.AtUnixMicroseconds;

    internal BidPlanner Bids { get; }

    internal AskPlanner Asks { get; }

    internal GangPlanner Gangs { get; }

    internal MatchPlan Plan { get; } = new();

    /// <summary>Providers whose bonds became smaller while something else was being carried out: their nodes are looked at after it.</summary>
    internal List<AccountId> Shrunk { get; } = [];

    /// <summary>What is being slashed and nobody has yet: leases that fail by it are paid for out of it first. Zero at any other time.</summary>
    internal Money Slashed { get; set; }

    /// <summary>Records what happens: the event is appended to the turn, and the state takes it in at once.</summary>
    public void Record<T>(in T occurred)
        where T : unmanaged, IEvent<T>
    {
        events.Append(occurred);
        State.Evolve(new RecordedEvent(
            T.Kind, events.LastPosition, events.AtUnixMicroseconds, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in occurred))));
    }

    internal void Begin(EventBatch into) => events = into;
}
