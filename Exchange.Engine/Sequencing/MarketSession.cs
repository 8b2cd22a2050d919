using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Exchange.Engine.Commands;
using Exchange.Engine.Events;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using NodaTime;

namespace Exchange.Engine.Sequencing;

/// <summary>
/// One reign of a writer: a thread that decides turn after turn, a committer that stores them while the next are decided, and a reader
/// that lets the replica take them in. Ends at the first turn that is not known to be committed; nothing of that turn is ever told.
/// </summary>
internal sealed class MarketSession
{
    private readonly MarketSettings settings;
    private readonly Inbox inbox;
    private readonly IClock clock;
    private readonly Engine engine;
    private readonly EventWriter writer;
    private readonly CommittedMarket committed;
    private readonly Channel<Turn> decided;
    private readonly Channel<Turn> stored;
    private readonly Channel<Turn> free;
    private readonly List<Turn> commit = [];
    private readonly List<EventBatch> batches = [];
    private readonly CancellationToken stopping;
    private long lastStamp;
    private Exception? replicaFault;
    private volatile bool ended;

    public MarketSession(
        MarketSettings settings, Inbox inbox, IClock clock, ExchangeState state, EventWriter writer, CommittedMarket committed, CancellationToken stopping)
    {
        (this.settings, this.inbox, this.clock, this.writer, this.committed, this.stopping) = (settings, inbox, clock, writer, committed, stopping);
        engine = new Engine(state);
        decided = Channel.CreateBounded<Turn>(settings.MaxTurnsInFlight);
        stored = Channel.CreateBounded<Turn>(settings.MaxTurnsInFlight);
        free = Channel.CreateBounded<Turn>(settings.MaxTurnsInFlight);
        for (int i = 0; i < settings.MaxTurnsInFlight; i++) free.Writer.TryWrite(new Turn());
    }

    /// <summary>Runs until told to stop or until a turn is lost; says why it ended.</summary>
    public async Task<(MarketHealth Health, Exception? Fault)> RunAsync()
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Decide(failed)) { IsBackground = true, Name = "market writer" };
        Task reading = Task.Run(ReadAsync, CancellationToken.None);
        thread.Start();
        (MarketHealth health, Exception? fault) = await CommitAsync();
        ended = true;
        inbox.Wake();
        free.Writer.TryComplete();
        Exception? broken = await failed.Task;
        stored.Writer.TryComplete();
        await reading;
        FailRest(new MarketUnavailableException(health, fault));
        broken ??= replicaFault;
        return broken is null ? (health, fault) : (MarketHealth.Broken, broken);
    }

    private void Decide(TaskCompletionSource<Exception?> failed)
    {
        Turn? turn = null;
        try
        {
            TakeOver();
            while (!ended && !stopping.IsCancellationRequested)
            {
                inbox.Wait(settings.TickMilliseconds);
                if (ended || (turn = NextFree()) is null) break;
                DecideTurn(turn);
                if (turn.Submissions.Count == 0 && turn.Events.Count == 0) free.Writer.TryWrite(turn);
                else decided.Writer.TryWrite(turn);
                turn = null;
            }

            failed.SetResult(null);
        }
        catch (Exception broken)
        {
            turn?.Fail(new MarketUnavailableException(MarketHealth.Broken, broken));
            failed.SetResult(broken);
        }
        finally
        {
            decided.Writer.TryComplete();
        }
    }

    private void TakeOver()
    {
        Turn turn = NextFree()!;
        turn.Clear();
        turn.Events.FirstPosition = engine.State.Position + 1;
        turn.Events.AtUnixMicroseconds = Stamp();
        turn.Events.Append(new WriterStarted(writer.Epoch));
        foreach (RecordedEvent started in turn.Events) engine.Replay(started);
        turn.EndPosition = engine.State.Position;
        decided.Writer.TryWrite(turn);
    }

    private void DecideTurn(Turn turn)
    {
        turn.Clear();
        using Activity? span = MarketMetrics.BeginTurn();
        long began = Stopwatch.GetTimestamp();
        long at = Stamp();
        engine.Execute(default(AdvanceTime), at, turn.Events);
        while (turn.Submissions.Count < settings.MaxCommandsPerTurn && inbox.TryTake(out Submission submission)) turn.Submissions.Add(submission);
        ReadOnlySpan<Submission> waiting = CollectionsMarshal.AsSpan(turn.Submissions);
        for (int done = 0; done < waiting.Length; done += Foresight.Commands)
        {
            ReadOnlySpan<Submission> next = waiting[done..Math.Min(done + Foresight.Commands, waiting.Length)];
            foreach (Submission submission in next) submission.Foresee(engine);
            engine.Fetch();
            foreach (Submission submission in next) submission.Execute(engine, at, turn.Events);
        }

        turn.EndPosition = engine.State.Position;
        MarketMetrics.Decided(turn, Stopwatch.GetElapsedTime(began), span);
    }

    private Turn? NextFree()
    {
        if (free.Reader.TryRead(out Turn? turn)) return turn;
        return free.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult() && free.Reader.TryRead(out turn) ? turn : null;
    }

    /// <summary>No two turns have one stamp: from it alone a reader of the history knows where a turn ended.</summary>
    private long Stamp() => lastStamp = Math.Max(lastStamp + 1, clock.GetCurrentInstant().ToUnixTimeTicks() / 10);

    private async Task<(MarketHealth Health, Exception? Fault)> CommitAsync()
    {
        while (await decided.Reader.WaitToReadAsync(CancellationToken.None))
        {
            Gather();
            using Activity? span = batches.Count == 0 ? null : MarketMetrics.BeginCommit();
            long began = Stopwatch.GetTimestamp();
            AppendResult result = batches.Count == 0 ? new AppendResult(AppendOutcome.Committed) : await writer.AppendAsync(batches);
            if (!result.IsCommitted)
            {
                MarketHealth health = HealthAfter(result);
                foreach (Turn turn in commit) turn.Fail(new MarketUnavailableException(health, result.Fault));
                return (health, result.Fault);
            }

            if (batches.Count > 0) MarketMetrics.Committed(commit, Stopwatch.GetElapsedTime(began), span);
            foreach (Turn turn in commit)
            {
                turn.Tell();
                await stored.Writer.WriteAsync(turn, CancellationToken.None);
            }
        }

        return (MarketHealth.Stopped, null);
    }

    /// <summary>A commit that was only local is fatal: it must not be taken for durable by reading it back.</summary>
    private static MarketHealth HealthAfter(in AppendResult failed) => failed switch
    {
        { Outcome: AppendOutcome.Fenced } => MarketHealth.Fenced,
        { Fault: WeakDurabilityException } => MarketHealth.Broken,
        _ => MarketHealth.StoreAway,
    };

    private void Gather()
    {
        commit.Clear();
        batches.Clear();
        int events = 0;
        while (events < settings.MaxEventsPerCommit && decided.Reader.TryRead(out Turn? turn))
        {
            commit.Add(turn);
            events += turn.Events.Count;
            if (turn.Events.Count > 0) batches.Add(turn.Events);
        }
    }

    private async Task ReadAsync()
    {
        await foreach (Turn turn in stored.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (replicaFault is null) TakeIn(turn);
            turn.Clear();
            free.Writer.TryWrite(turn);
        }
    }

    /// <summary>A replica that cannot follow ends the reign: what it cannot read must not go on.</summary>
    private void TakeIn(Turn turn)
    {
        try
        {
            committed.Take(turn.Events);
        }
        catch (Exception broken)
        {
            replicaFault = broken;
            ended = true;
            inbox.Wake();
        }
    }

    private void FailRest(Exception fault)
    {
        while (decided.Reader.TryRead(out Turn? turn)) turn.Fail(fault);
    }
}
