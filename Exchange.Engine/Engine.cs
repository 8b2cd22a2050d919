using Exchange.Engine.Commands;
using Exchange.Engine.Decisions;
using Exchange.Engine.Events;
using Exchange.Engine.State;

namespace Exchange.Engine;

/// <summary>The matching engine: decides commands one by one and keeps the state that their events amount to.</summary>
/// <remarks>Owned by one thread. Does no input or output: the caller stores what <see cref="Execute"/> appends before it tells anyone.</remarks>
public sealed class Engine
{
    private readonly Decision decision;
    private readonly FollowUps followUps;
    private readonly List<int> scratch = [];

    /// <summary>An engine over a state, which it owns from now on.</summary>
    public Engine(ExchangeState state)
    {
        State = state;
        decision = new Decision(state);
        followUps = new FollowUps(decision);
    }

    /// <summary>The state, as of the last event.</summary>
    public ExchangeState State { get; }

    /// <summary>Decides one command. Its events are appended to the turn and taken into the state.</summary>
    /// <param name="command">The command.</param>
    /// <param name="atUnixMicroseconds">Its time, in microseconds since the Unix epoch; never earlier than the command before.</param>
    /// <param name="turn">Receives the events; its first position is set when it is empty.</param>
    /// <returns>The answer, to be given once the events are durable.</returns>
    public Receipt Execute<T>(in T command, long atUnixMicroseconds, EventBatch turn)
        where T : unmanaged, ICommand<T>
    {
        if (turn.Count == 0) turn.FirstPosition = State.Position + 1;
        turn.AtUnixMicroseconds = atUnixMicroseconds;
        decision.Begin(turn);
        AdvanceTime.Reach(decision, scratch);
        followUps.Run(); // Whom the new minute brought together has met before the command is looked at.
        Receipt receipt = T.Decide(command, decision);
        followUps.Run();
        return receipt;
    }

    /// <summary>Takes note of a command that will be decided soon. Changes nothing; without it deciding only takes longer.</summary>
    public void Foresee<T>(in T command)
        where T : unmanaged, ICommand<T> => T.Foresee(command, State.Ahead);

    /// <summary>Brings near what the commands noted will look at. To be called for each <see cref="Foresight.Commands"/>, before the first of them is decided.</summary>
    public void Fetch() => State.Ahead.Fetch();

    /// <summary>Takes in an event that was decided before: recovery, and replicas.</summary>
    public void Replay(in RecordedEvent occurred)
    {
        State.Evolve(occurred);
        State.Arrived.Clear();
        State.Leases.Woken.Clear();
    }
}
