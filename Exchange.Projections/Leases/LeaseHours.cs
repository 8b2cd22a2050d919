using Exchange.Engine.Events;
using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>The hours of leases and what was reported of them. Those that are not final are held in memory, the others in the table alone.</summary>
internal sealed class LeaseHours
{
    private readonly Dictionary<(FillId Lease, int Hour), HourRow> _open = [];
    private readonly Changes<(FillId, int), HourRow> _changes = new(HourRow.Table);
    private readonly Changes<(FillId, int, AccountId, MeterSide), HourReportRow> _reports = new(HourReportRow.Table);

    internal int Report(in HourReported reported, Instant at, long position)
    {
        _reports.Write((reported.Lease, reported.Hour, reported.By, reported.Side), new HourReportRow(
            reported.Lease, reported.Hour, reported.By, reported.Side, reported.Delivered, reported.Signature, at, position));
        return 1;
    }

    /// <summary>Whether it is the hour's first verdict.</summary>
    internal bool Meter(in HourMetered metered, long position)
    {
        HourRow row = Get(metered.Lease, metered.Hour);
        Keep(row with
        {
            Delivered = metered.Delivered,
            Excused = metered.Excused,
            Source = metered.Source,
            FinalAt = metered.FinalAt,
            MeteredPosition = position,
        });
        return row.Source is null;
    }

    internal int Audit(in HourAudited audited)
    {
        Keep(Get(audited.Lease, audited.Hour) with
        {
            Audit = audited.Agrees ? AuditResult.Agrees : AuditResult.Disagrees,
            Audited = audited.Delivered,
        });
        return 1;
    }

    internal int Dispute(in DisputeOpened opened)
    {
        for (int hour = opened.First; hour <= opened.Last; hour++) Keep(Get(opened.Lease, hour) with { Dispute = opened.Dispute });
        return opened.Last - opened.First + 1;
    }

    internal int Settle(in HourSettled settled, Instant at, long position)
    {
        HourRow row = Get(settled.Lease, settled.Hour) with
        {
            DeliveredMinutes = settled.DeliveredMinutes,
            ExcusedMinutes = settled.ExcusedMinutes,
            UndeliveredMinutes = settled.UndeliveredMinutes,
            Gross = settled.Gross,
            Refund = settled.Refund,
            Damages = settled.Damages,
            Fee = settled.Fee,
            SettledAt = at,
            SettledPosition = position,
        };
        _open.Remove((settled.Lease, settled.Hour));
        _changes.Write((settled.Lease, settled.Hour), row);
        return 1;
    }

    internal async Task LoadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _open.Clear();
        Written();
        await foreach (HourRow row in Rows.ReadAsync(connection, HourRow.Table, "where settled_at is null", HourRow.Read, cancellation))
            _open.Add((row.Lease, row.Hour), row);
    }

    internal void AddTo(NpgsqlBatch batch)
    {
        _reports.AddTo(batch);
        _changes.AddTo(batch);
    }

    internal void Written()
    {
        _reports.Clear();
        _changes.Clear();
    }

    private HourRow Get(FillId lease, int hour) => _open.TryGetValue((lease, hour), out HourRow? row) ? row : new HourRow(lease, hour);

    private void Keep(HourRow row)
    {
        _open[(row.Lease, row.Hour)] = row;
        _changes.Write((row.Lease, row.Hour), row);
    }
}
