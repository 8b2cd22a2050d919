using System.Data;
using System.Globalization;
using Exchange.Engine.Events;
using Npgsql;

namespace Exchange.Engine.Store;

/// <summary>What a check of the whole history found.</summary>
/// <param name="Turns">How many turns fit.</param>
/// <param name="Events">How many events fit.</param>
/// <param name="Checkpoints">How many signed checkpoints fit.</param>
/// <param name="LastSignedPosition">The position up to which a signature vouches; 0 where none does.</param>
/// <param name="Misfit">The first position that does not fit, or null.</param>
/// <param name="Why">What is wrong there.</param>
public readonly record struct HistoryFindings(long Turns, long Events, int Checkpoints, long LastSignedPosition, long? Misfit, string? Why)
{
    /// <summary>Whether all of the history fits.</summary>
    public bool Holds => Misfit is null;

    /// <inheritdoc/>
    public override string ToString() => Misfit is { } misfit
        ? string.Create(CultureInfo.InvariantCulture, $"position {misfit} does not fit: {Why}")
        : string.Create(CultureInfo.InvariantCulture, $"{Events} events in {Turns} turns fit, signed up to {LastSignedPosition} by {Checkpoints} checkpoints");
}

/// <summary>Recomputes the chain from the stored events and holds it against what the turns and the signed checkpoints say.</summary>
internal sealed class HistoryVerification : IDisposable
{
    private readonly EventStore store;
    private readonly CheckpointKey? key;
    private readonly EventRows rows = new();
    private readonly TurnChain chain = new();
    private readonly EventPayload payload = new();
    private List<Checkpoint> checkpoints = [];
    private int vouched;
    private HistoryFindings found;

    private HistoryVerification(EventStore store, CheckpointKey? key) => (this.store, this.key) = (store, key);

    internal static async Task<HistoryFindings> RunAsync(EventStore store, CheckpointKey? key, CancellationToken cancellation)
    {
        using var verification = new HistoryVerification(store, key);
        try
        {
            await verification.RunAsync(cancellation);
            return verification.found;
        }
        catch (BrokenHistoryException broken)
        {
            return verification.found with { Misfit = broken.Position, Why = broken.Message };
        }
    }

    public void Dispose() => chain.Dispose();

    private async Task RunAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection turnsConnection = await store.DataSource.OpenConnectionAsync(cancellation);
        await using NpgsqlConnection eventsConnection = await store.DataSource.OpenConnectionAsync(cancellation);
        // One snapshot, so that a writer at work adds nothing in between.
        await using NpgsqlTransaction snapshot = await turnsConnection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        WriterRow head = await StoredChain.HeadAsync(turnsConnection, store.Settings, cancellation);
        checkpoints = await StoredChain.CheckpointsAsync(turnsConnection, store.Settings, cancellation);
        await using var events = new EventScan(
            eventsConnection, "id, version, timestamp, stream_id, data, type, mt_dotnet_type", 1, head.Position, store.Settings.EventsSchema);
        var last = new WriterRow(0, 0, default);
        await foreach (StoredTurn turn in StoredChain.TurnsAsync(turnsConnection, store.Settings, head.Position, cancellation))
        {
            await FitAsync(turn, last, events, cancellation);
            last = new WriterRow(turn.Epoch, turn.LastPosition, turn.Chain);
        }

        if (last.Position != head.Position) throw new BrokenHistoryException(last.Position + 1, "There is no turn for it.");
        if (last.Chain != head.Chain) throw new BrokenHistoryException(head.Position, "The writer's row has another chain hash.");
        if (vouched < checkpoints.Count) throw new BrokenHistoryException(head.Position + 1, "A signed checkpoint lies behind the end: the history was cut.");
        long beyond = await StoredChain.FirstEventBeyondAsync(turnsConnection, store.Settings, head.Position, cancellation);
        if (beyond > 0) throw new BrokenHistoryException(beyond, "The event was not appended by a writer.");
    }

    private async Task FitAsync(StoredTurn turn, WriterRow before, EventScan events, CancellationToken cancellation)
    {
        if (turn.FirstPosition != before.Position + 1) throw new BrokenHistoryException(before.Position + 1, "There is no turn for it.");
        chain.Begin(before.Chain, turn.Epoch, turn.FirstPosition);
        for (long position = turn.FirstPosition; position <= turn.LastPosition; position++)
        {
            if (!await events.NextAsync(cancellation)) throw new HoleInHistoryException(position);
            AddRow(events);
            int noted = (int)(position - turn.FirstPosition) * TurnChain.ChecksumBytes;
            if (!chain.Checksums.Span[noted..].SequenceEqual(turn.ChecksumAt(noted)))
                throw new BrokenHistoryException(position, "The event, or its checksum, is not the one that was appended.");
        }

        chain.Add(rows.Bytes.Span);
        rows.Clear();
        if (chain.End() != turn.Chain) throw new BrokenHistoryException(turn.FirstPosition, "The chain breaks at its turn.");
        found = found with { Turns = found.Turns + 1, Events = turn.LastPosition };
        VouchFor(turn);
    }

    private void AddRow(EventScan events)
    {
        CopyRows row = events.Row;
        UInt128 id = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(row.Field());
        long version = row.Int64();
        long at = EventRows.FromPostgres(row.Int64());
        ReadOnlySpan<byte> stream = row.Field(), data = row.Field(), type = row.Field(), dotNetType = row.Field();
        RecordedEvent occurred = payload.Read(events.Position, at, type, data);
        if (!System.Text.Encoding.UTF8.GetString(dotNetType).Equals(EventCatalogue.Of(occurred.Kind).DotNetType, StringComparison.Ordinal))
            throw new BrokenHistoryException(events.Position, "The event's .NET type is not the one that was appended.");
        chain.Note(rows.Add(occurred, id, stream, version));
        if (rows.Bytes.Length < store.Settings.SendBytes) return;
        chain.Add(rows.Bytes.Span);
        rows.Clear();
    }

    private void VouchFor(StoredTurn turn)
    {
        if (vouched == checkpoints.Count || checkpoints[vouched].Position > turn.LastPosition) return;
        Checkpoint checkpoint = checkpoints[vouched++];
        if (checkpoint.Position != turn.LastPosition || checkpoint.Chain != turn.Chain)
            throw new BrokenHistoryException(turn.FirstPosition, "A signed checkpoint has another chain hash.");
        if (key is null) return;
        if (!key.Verifies(checkpoint.Position, checkpoint.Chain, checkpoint.Signature))
            throw new BrokenHistoryException(turn.FirstPosition, "The signature of its checkpoint is not that of the key.");
        found = found with { Checkpoints = found.Checkpoints + 1, LastSignedPosition = checkpoint.Position };
    }
}
