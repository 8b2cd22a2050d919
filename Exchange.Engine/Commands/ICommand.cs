using Exchange.Engine.Decisions;
using Exchange.Engine.State;

namespace Exchange.Engine.Commands;

/// <summary>A command: an unmanaged record struct that knows how it is decided.</summary>
/// <typeparam name="TSelf">The command itself.</typeparam>
public interface ICommand<TSelf>
    where TSelf : unmanaged, ICommand<TSelf>
{
    /// <summary>Decides: says what happens as events, which alone change the state.</summary>
    /// <param name="command">What is asked.</param>
    /// <param name="decision">The state to decide on, and the record of what happens.</param>
    /// <returns>The answer, to be given once the events are durable.</returns>
    static abstract Receipt Decide(in TSelf command, Decision decision);

    /// <summary>Notes what deciding the command will look at and what is likely far away in memory. To say nothing is always right.</summary>
    /// <param name="command">A command that will be decided soon.</param>
    /// <param name="ahead">Takes the notes.</param>
    static virtual void Foresee(in TSelf command, Foresight ahead)
    {
    }
}
