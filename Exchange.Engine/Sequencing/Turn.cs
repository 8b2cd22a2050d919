using Exchange.Engine.Commands;
using Exchange.Engine.Events;

namespace Exchange.Engine.Sequencing;

/// <summary>A command on its way: what to do with the engine, and whom to answer.</summary>
internal abstract class Submission
{
    private readonly TaskCompletionSource<Receipt> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the answer is durable.</summary>
    public Task<Receipt> Answer => answer.Task;

    /// <summary>What the engine answered, not yet to be told.</summary>
    public Receipt Decided { get; protected set; }

    /// <summary>Lets the engine fetch what it will need.</summary>
    public abstract void Foresee(Engine engine);

    public abstract void Execute(Engine engine, long atUnixMicroseconds, EventBatch turn);

    public void Tell(long position) => answer.TrySetResult(Decided with { Position = position });

    public void Fail(Exception fault) => answer.TrySetException(fault);
}

/// <summary>A command of one type on its way.</summary>
internal sealed class Submission<T>(T command) : Submission
    where T : unmanaged, ICommand<T>
{
    public override void Foresee(Engine engine) => engine.Foresee(command);

    public override void Execute(Engine engine, long atUnixMicroseconds, EventBatch turn) =>
        Decided = engine.Execute(command, atUnixMicroseconds, turn);
}

/// <summary>The commands that were decided together, and their events.</summary>
internal sealed class Turn
{
    /// <summary>The events.</summary>
    public EventBatch Events { get; } = new();

    /// <summary>The commands, to be answered once the events are durable.</summary>
    public List<Submission> Submissions { get; } = [];

    /// <summary>The position after the turn.</summary>
    public long EndPosition { get; set; }

    public void Clear()
    {
        Events.Clear();
        Submissions.Clear();
    }

    /// <summary>Answers everyone.</summary>
    public void Tell()
    {
        foreach (Submission submission in Submissions) submission.Tell(EndPosition);
    }

    /// <summary>Tells everyone that the outcome is not known.</summary>
    public void Fail(Exception fault)
    {
        foreach (Submission submission in Submissions) submission.Fail(fault);
    }
}
