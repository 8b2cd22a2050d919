using Exchange.Engine.Commands;
using Exchange.Engine.State;
using Exchange.Engine.Store;
using NodaTime;
using Npgsql;

namespace Exchange.Engine.Sequencing;

/// <summary>A market: its single writer, its inbox, and its committed replica. Recovers by itself when the store was away.</summary>
public sealed class Market : IAsyncDisposable
{
    private readonly MarketSettings settings;
    private readonly EventStore store;
    private readonly IClock clock;
    private readonly Inbox inbox;
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private volatile MarketHealth health = MarketHealth.Recovering;

    private Market(MarketSettings settings, EventStore store, IClock clock, CommittedMarket committed)
    {
        (this.settings, this.store, this.clock) = (settings, store, clock);
        inbox = new Inbox(settings.InboxCommands, settings.CancelInboxCommands);
        Committed = committed;
    }

    /// <summary>What the market is doing.</summary>
    public MarketHealth Health => health;

    /// <summary>Why it stopped or waits, where a fault is the reason.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>How many commands wait.</summary>
    public int InboxDepth => inbox.Depth;

    /// <summary>The market as far as it is durable.</summary>
    public CommittedMarket Committed { get; }

    /// <summary>Takes the market over, recovers its state and starts to trade.</summary>
    /// <param name="settings">Limits.</param>
    /// <param name="store">Its events.</param>
    /// <param name="clock">The time that is stamped on commands.</param>
    /// <param name="counting">Sees every event since the first, or since the snapshot with which it was kept.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AnotherWriterActiveException">Another writer did not go in time.</exception>
    public static async Task<Market> StartAsync(
        MarketSettings settings, EventStore store, IClock clock, IKeptObserver? counting = null, CancellationToken cancellation = default)
    {
        EventWriter writer = await store.TakeOverAsync(cancellation);
        try
        {
            CommittedMarket committed = await Recovery.RunAsync(store, writer.Position, settings.CapacityOrders, counting, cancellation);
            var market = new Market(settings, store, clock, committed);
            (ExchangeState state, _) = committed.Copy(settings.CapacityOrders);
            market.health = MarketHealth.Trading;
            market.running = Task.WhenAll(
                Task.Run(() => market.ReignAsync(writer, state), CancellationToken.None),
                Task.Run(market.KeepSnapshotsAsync, CancellationToken.None));
            return market;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="receipt">The answer, once it is durable; faults with <see cref="MarketUnavailableException"/> where the outcome is not known.</param>
    /// <returns>False where there is no room, or the market does not trade: try again later.</returns>
    public bool TrySubmit<T>(in T command, out Task<Receipt> receipt)
        where T : unmanaged, ICommand<T>
    {
        var submission = new Submission<T>(command);
        receipt = submission.Answer;
        bool isCancel = typeof(T) == typeof(CancelOrder) || typeof(T) == typeof(CancelAll);
        return health == MarketHealth.Trading && inbox.TryAdd(submission, isCancel);
    }

    /// <summary>Stops taking commands, stores what was decided, and lets go of the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        inbox.Wake();
        await running;
        inbox.Dispose();
        stopping.Dispose();
    }

    private async Task ReignAsync(EventWriter writer, ExchangeState state)
    {
        EventWriter? current = writer;
        while (current is not null)
        {
            var session = new MarketSession(settings, inbox, clock, state, current, Committed, stopping.Token);
            health = MarketHealth.Trading;
            (MarketHealth ended, Exception? fault) = await session.RunAsync();
            (health, Fault) = (ended, fault);
            await current.DisposeAsync();
            FailWaiting();
            if (ended != MarketHealth.StoreAway || stopping.IsCancellationRequested) return;
            (current, state) = await TakeOverAgainAsync();
        }
    }

    /// <summary>Keeps a snapshot every so many events. A snapshot that fails is not missed: recovery then reads more events.</summary>
    private async Task KeepSnapshotsAsync()
    {
        if (settings.SnapshotEveryEvents == 0) return;
        long last = Committed.Position;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Committed.WaitForAsync(last + settings.SnapshotEveryEvents, stopping.Token);
                (ExchangeState copy, byte[] kept) = Committed.Copy(settings.CapacityOrders);
                last = copy.Position;
                await Recovery.SaveAsync(store, copy, kept, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException)
            {
                MarketMetrics.SnapshotFailed();
            }
        }
    }

    /// <summary>Waits for the store, takes over anew, and lets both states catch up with what was committed.</summary>
    private async Task<(EventWriter? Writer, ExchangeState State)> TakeOverAgainAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            EventWriter? writer = null;
            try
            {
                writer = await store.TakeOverAsync(stopping.Token);
                await Committed.CatchUpAsync(store, writer.Position, stopping.Token);
                return (writer, Committed.Copy(settings.CapacityOrders).State);
            }
            catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException or OperationCanceledException)
            {
                Fault = fault;
                if (writer is not null) await writer.DisposeAsync();
                FailWaiting();
                await Task.Delay(settings.RetryMilliseconds, CancellationToken.None);
            }
            catch (Exception fault)
            {
                (health, Fault) = (fault is AnotherWriterActiveException ? MarketHealth.Fenced : MarketHealth.Broken, fault);
                if (writer is not null) await writer.DisposeAsync();
                return (null, new ExchangeState());
            }
        }

        health = MarketHealth.Stopped;
        return (null, new ExchangeState());
    }

    private void FailWaiting()
    {
        while (inbox.TryTake(out Submission submission)) submission.Fail(new MarketUnavailableException(health, Fault));
    }
}
