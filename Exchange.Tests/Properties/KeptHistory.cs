using System.Text;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.Serialization;
using Exchange.Engine.State;
using Exchange.Engine.Values;
using Xunit;

namespace Exchange.Tests.Properties;

/// <summary>An engine to which things happen, with all that it ever recorded.</summary>
internal sealed class KeptHistory
{
    /// <summary>The minute in which every history begins.</summary>
    public static readonly Minute Start = new(29_450_880);

    private const long MicrosecondsPerMinute = 60_000_000;
    private readonly Engine.Engine engine = new(new ExchangeState(1));
    private readonly List<EventBatch> turns = [];
    private long now = Start.Value * MicrosecondsPerMinute;

    public ExchangeState State => engine.State;

    /// <summary>The turns in which anything was recorded.</summary>
    public IReadOnlyList<EventBatch> Turns => turns;

    /// <summary>The minute that the clock shows.</summary>
    public Minute Now => new((int)(now / MicrosecondsPerMinute));

    /// <summary>Sets the clock.</summary>
    public void At(Minute minute, long microseconds = 0) => now = (minute.Value * MicrosecondsPerMinute) + microseconds;

    /// <summary>Lets time pass within which nothing is looked at.</summary>
    public void Wait(long microseconds) => now += microseconds;

    /// <summary>Lets time pass, and the engine look at its clock.</summary>
    public EventBatch Pass(int minutes)
    {
        Wait(minutes * MicrosecondsPerMinute);
        return Do(default(AdvanceTime));
    }

    /// <summary>Another writer takes over; it looks at its clock when something happens next.</summary>
    public void Restart()
    {
        var turn = new EventBatch { FirstPosition = State.Position + 1, AtUnixMicroseconds = now };
        turn.Append(new WriterStarted(State.Epoch + 1));
        foreach (RecordedEvent started in turn) State.Evolve(started);
        turns.Add(turn);
    }

    public EventBatch Do<T>(T command)
        where T : unmanaged, ICommand<T>
    {
        var turn = new EventBatch();
        engine.Execute(command, now, turn);
        if (turn.Count > 0) turns.Add(turn);
        return turn;
    }

    public List<T> All<T>()
        where T : unmanaged, IEvent<T>
    {
        var all = new List<T>();
        foreach (EventBatch turn in turns)
            foreach (RecordedEvent occurred in turn)
                if (occurred.Kind == T.Kind) all.Add(occurred.As<T>());
        return all;
    }

    /// <summary>Those of the last turn.</summary>
    public List<T> Last<T>()
        where T : unmanaged, IEvent<T>
    {
        var last = new List<T>();
        foreach (RecordedEvent occurred in turns[^1])
            if (occurred.Kind == T.Kind) last.Add(occurred.As<T>());
        return last;
    }

    /// <summary>The state that the events alone make.</summary>
    public ExchangeState Replayed()
    {
        var state = new ExchangeState();
        foreach (EventBatch turn in turns)
            foreach (RecordedEvent occurred in turn)
                state.Evolve(occurred);
        return state;
    }

    /// <summary>An engine over a copy of the state decides what comes next exactly as this one does.</summary>
    public void MustGoOnFromASnapshot(Random random, int steps, int longestStepMinutes)
    {
        var twin = new Engine.Engine(StateSnapshot.Copy(State, 1));
        Assert.Equal(State.Hash(), twin.State.Hash());
        for (int step = 0; step < steps; step++)
        {
            EventBatch ours = Pass(random.Next(1, longestStepMinutes));
            var theirs = new EventBatch();
            twin.Execute(default(AdvanceTime), now, theirs);
            Assert.Equal(Told(ours), Told(theirs));
            Assert.Equal(State.Hash(), twin.State.Hash());
        }
    }

    private static string Told(EventBatch turn)
    {
        var told = new List<string>();
        foreach (RecordedEvent occurred in turn)
        {
            var document = new byte[EventCodec.MaxJsonBytes(occurred.Kind)];
            told.Add($"{occurred.Kind} {Encoding.UTF8.GetString(document, 0, EventCodec.Write(occurred, document))}");
        }

        return string.Join("\n", told);
    }
}
