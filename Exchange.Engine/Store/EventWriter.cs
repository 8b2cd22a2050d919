using Exchange.Engine.Events;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>The one writer of a store. It stops for good at the first turn that is not committed; a new one must take over then.</summary>
/// <remarks>Called by one task at a time.</remarks>
public sealed class EventWriter : IAsyncDisposable
{
    private readonly EventStore store;
    private readonly StreamVersions streams;
    private readonly EventRows rows = new();
    private readonly TurnChain chain = new();
    private readonly Wakeups wakeups;
    private readonly EventBatch[] single = new EventBatch[1];
    private WriterSession? session;
    private int turnsToCheckpoint;

    private EventWriter(EventStore store, StreamVersions streams, WriterSession session)
    {
        this.store = store;
        this.streams = streams;
        this.session = session;
        wakeups = new Wakeups(store);
    }

    /// <summary>This writer's epoch, higher than that of every writer before.</summary>
    public int Epoch { get; private set; }

    /// <summary>The position of the last committed event.</summary>
    public long Position { get; private set; }

    /// <summary>The hash over all committed turns.</summary>
    public ChainHash Chain { get; private set; }

    internal static async Task<EventWriter> TakeOverAsync(EventStore store, CancellationToken cancellation)
    {
        var streams = new StreamVersions(store.Settings.Market);
        WriterSession session = await WriterSession.OpenAsync(store, streams, store.Settings.TakeOverWaitMilliseconds, cancellation);
        var writer = new EventWriter(store, streams, session);
        try
        {
            await TakeOver.RefuseWeakDurabilityAsync(session, cancellation);
            await TakeOver.RemoveForeignKeysAsync(session, store.Settings, cancellation);
            WriterRow row = await TakeOver.RaiseEpochAsync(session, store.Settings, cancellation);
            (writer.Epoch, writer.Position, writer.Chain) = (row.Epoch, row.Position, row.Chain);
            await TakeOver.LoadStreamsAsync(session, store.Settings, streams, row.Position, cancellation);
            return writer;
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores one batch as a turn: all of it or nothing.</summary>
    /// <inheritdoc cref="AppendAsync(IReadOnlyList{EventBatch})"/>
    public ValueTask<AppendResult> AppendAsync(EventBatch batch)
    {
        single[0] = batch;
        return AppendAsync(single);
    }

    /// <summary>Stores the batches as one turn, in one transaction: all of them or nothing.</summary>
    /// <returns>What became of the turn. After anything but <see cref="AppendOutcome.Committed"/> this writer has stopped.</returns>
    /// <exception cref="ArgumentException">The batches do not follow the last position without a gap, or hold no event.</exception>
    /// <exception cref="InvalidOperationException">The writer has stopped.</exception>
    public async ValueTask<AppendResult> AppendAsync(IReadOnlyList<EventBatch> batches)
    {
        if (session is null) throw new InvalidOperationException("This writer has stopped.");
        long last = LastPositionOf(batches);
        ChainHash next = default;
        try
        {
            List<string> unknown = streams.Unknown(batches);
            if (unknown.Count > 0) await TakeOver.LoadStreamsAsync(session, store.Settings, streams, unknown);
            next = await WriteRowsAsync(session, batches);
            byte[]? signature = turnsToCheckpoint <= 1 ? store.Key?.Sign(last, next) : null;
            bool wake = wakeups.IsDue;
            await session.CommitAsync(new TurnToCommit(Epoch, Position, last, next, chain.Checksums, batches[^1].AtUnixMicroseconds, wake, signature));
            turnsToCheckpoint = signature is null ? Math.Max(turnsToCheckpoint - 1, 0) : store.Settings.CheckpointEveryTurns;
            wakeups.Committed(wake);
            (Position, Chain) = (last, next);
            return new AppendResult(AppendOutcome.Committed);
        }
        catch (PostgresException fenced) when (fenced.SqlState == StoreSchema.FencedState)
        {
            return await StopAsync(AppendOutcome.Fenced, fenced);
        }
        catch (WeakDurabilityException weak)
        {
            return await StopAsync(AppendOutcome.Unknown, weak);
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or TimeoutException)
        {
            return await ResolveAsync(last, next, fault);
        }
        catch
        {
            // A broken invariant: closing the session rolls back whatever of the turn was sent.
            await StopAsync(AppendOutcome.Lost, null);
            throw;
        }
    }

    /// <summary>Lets go of the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(AppendOutcome.Lost, null);
        await wakeups.DisposeAsync();
        chain.Dispose();
    }

    private long LastPositionOf(IReadOnlyList<EventBatch> batches)
    {
        long last = Position;
        foreach (EventBatch batch in batches)
        {
            if (batch.FirstPosition != last + 1)
                throw new ArgumentException(FormattableString.Invariant($"A batch begins at {batch.FirstPosition}, not at {last + 1}."), nameof(batches));
            last = batch.LastPosition;
        }

        if (last == Position) throw new ArgumentException("There is no event to store.", nameof(batches));
        return last;
    }

    private async ValueTask<ChainHash> WriteRowsAsync(WriterSession session, IReadOnlyList<EventBatch> batches)
    {
        await using NpgsqlRawCopyStream copy = await session.BeginRowsAsync();
        streams.Begin();
        chain.Begin(Chain, Epoch, Position + 1);
        rows.Clear();
        try
        {
            await copy.WriteAsync(EventRows.Header);
            foreach (EventBatch batch in batches) await WriteRowsAsync(copy, batch);
        }
        catch (Exception fault) when (fault is not (NpgsqlException or IOException))
        {
            // An event that cannot be written is a broken invariant. Leaving the copy would end it as if all were well.
            await copy.CancelAsync();
            throw;
        }

        await SendAsync(copy);
        await copy.WriteAsync(EventRows.Trailer);
        streams.End();
        return chain.End();
    }

    private async ValueTask WriteRowsAsync(NpgsqlRawCopyStream copy, EventBatch batch)
    {
        int mark = 0;
        long position = batch.FirstPosition;
        while (AddRows(batch, ref mark, ref position)) await SendAsync(copy);
    }

    private async ValueTask SendAsync(NpgsqlRawCopyStream copy)
    {
        chain.Add(rows.Bytes.Span);
        await copy.WriteAsync(rows.Bytes);
        rows.Clear();
    }

    /// <summary>Adds rows until the batch ends or there is enough to send; says whether it is the latter.</summary>
    private bool AddRows(EventBatch batch, ref int mark, ref long position)
    {
        EventBatch.Enumerator walk = batch.From(mark);
        while (walk.MoveNext())
        {
            RecordedEvent unplaced = walk.Current;
            var occurred = new RecordedEvent(unplaced.Kind, position, batch.AtUnixMicroseconds, unplaced.Payload);
            long version = streams.Next(occurred, out ReadOnlySpan<byte> stream);
            chain.Note(rows.Add(occurred, EventRows.IdOf(Epoch, position), stream, version));
            position++;
            mark = walk.Mark;
            if (rows.Bytes.Length >= store.Settings.SendBytes) return true;
        }

        return false;
    }

    /// <summary>The connection broke, or the server refused: what became of the turn? Never tried again; the writer's row is asked.</summary>
    private async ValueTask<AppendResult> ResolveAsync(long toPosition, ChainHash toChain, Exception fault)
    {
        await StopAsync(AppendOutcome.Unknown, fault);
        try
        {
            WriterSession? reopened = await TakeOver.ReopenAsync(store, streams, Epoch);
            WriterRow row = reopened is null
                ? new WriterRow(await store.EpochAsync(), -1, default)
                : await TakeOver.ReadRowAsync(reopened, store.Settings);
            AppendOutcome outcome = OutcomeOf(row, toPosition, toChain);
            if (outcome == AppendOutcome.Committed) (session, Position, Chain) = (reopened, toPosition, toChain);
            else if (reopened is not null) await reopened.DisposeAsync();
            return new AppendResult(outcome, fault);
        }
        catch (Exception unreachable) when (unreachable is NpgsqlException or IOException or TimeoutException)
        {
            return new AppendResult(AppendOutcome.Unknown, fault);
        }
    }

    private AppendOutcome OutcomeOf(WriterRow row, long toPosition, ChainHash toChain)
    {
        if (row.Epoch != Epoch) return AppendOutcome.Fenced;
        if (row == new WriterRow(Epoch, toPosition, toChain)) return AppendOutcome.Committed;
        return row == new WriterRow(Epoch, Position, Chain) ? AppendOutcome.Lost : AppendOutcome.Unknown;
    }

    private async ValueTask<AppendResult> StopAsync(AppendOutcome outcome, Exception? fault)
    {
        if (session is { } stopping)
        {
            session = null;
            await stopping.DisposeAsync();
        }

        return new AppendResult(outcome, fault);
    }
}
