using Exchange.Engine.Events;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>Disputes over hours of leases. Those that are not decided are held in memory, the others in the table alone.</summary>
internal sealed class Disputes
{
    private readonly Dictionary<DisputeId, DisputeRow> _open = [];
    private readonly Changes<DisputeId, DisputeRow> _changes = new(DisputeRow.Table);

    internal int Open(in DisputeOpened opened, Instant at, long position) => Keep(new DisputeRow(
        opened.Dispute, opened.Lease, opened.By, opened.First, opened.Last, opened.Claim, opened.Deposit, DisputeState.Open, null,
        at, null, null, position, position));

    internal int Answer(in DisputeAnswered answered, Instant at, long position) => Keep(Get(answered.Dispute) with
    {
        State = answered.Accepts ? DisputeState.Accepted : DisputeState.Denied,
        AnsweredAt = at,
        LastPosition = position,
    });

    internal int Decide(in DisputeDecided decided, Instant at, long position)
    {
        Keep(Get(decided.Dispute) with
        {
            State = decided.Upheld ? DisputeState.Upheld : DisputeState.Dismissed,
            Fault = decided.Fault,
            DecidedAt = at,
            LastPosition = position,
        });
        _open.Remove(decided.Dispute);
        return 1;
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _open.Clear();
        Written();
        await foreach (DisputeRow row in Rows.ReadAsync(connection, DisputeRow.Table, "where decided_at is null", DisputeRow.Read, cancellation))
            _open.Add(row.Dispute, row);
    }

    internal void AddTo(NpgsqlBatch batch) => _changes.AddTo(batch);

    internal void Written() => _changes.Clear();

    private DisputeRow Get(DisputeId dispute) =>
        _open.TryGetValue(dispute, out DisputeRow? row) ? row : throw new InvalidDataException($"Dispute {dispute.Value} is not open.");

    private int Keep(DisputeRow row)
    {
        _open[row.Dispute] = row;
        _changes.Write(row.Dispute, row);
        return 1;
    }
}
