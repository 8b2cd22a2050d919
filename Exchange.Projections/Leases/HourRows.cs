using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>What one party or monitor said about an hour of a lease.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of it, from 0.</param>
/// <param name="By">Who.</param>
/// <param name="Side">As which party.</param>
/// <param name="Delivered">The minutes it calls delivered.</param>
/// <param name="Signature">Its agent's signature.</param>
/// <param name="At">When.</param>
/// <param name="Position">Where.</param>
public sealed record HourReportRow(
    FillId Lease, int Hour, AccountId By, MeterSide Side, MinuteBits Delivered, Bytes64 Signature, Instant At, long Position)
{
    /// <summary><c>exchange.lease_reports</c>. One account may report as two sides: it may be the buyer and the provider.</summary>
    public static Table<HourReportRow> Table { get; } = new("lease_reports", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Key("hour", row => row.Hour)
        .Key("account_id", row => row.By.Value)
        .WordKey("side", row => row.Side)
        .Column("delivered_bits", row => row.Delivered.Value)
        .Column("signature", row => row.Signature.ToString())
        .Column("at", row => row.At)
        .Column("position", row => row.Position));

    /// <summary>The report in the reader's current row.</summary>
    public static HourReportRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new HourReportRow(
            new(row.Long()), row.Int(), new(row.Int()), row.Word<MeterSide>(), new(row.Long()), Bytes64.From(Convert.FromHexString(row.Text())),
            row.Instant(), row.Long());
    }
}

/// <summary>What an audit found of an hour.</summary>
public enum AuditResult : byte
{
    /// <summary>The hour was not audited.</summary>
    None = 0,
    /// <summary>The verdict stands.</summary>
    Agrees = 1,
    /// <summary>The evidence that neither party controls says otherwise.</summary>
    Disagrees = 2,
}

/// <summary>An hour of a lease: what it delivered, by which evidence, and what that came to.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Hour">Which hour of it, from 0; also the cursor of lists of hours.</param>
public sealed record HourRow(FillId Lease, int Hour)
{
    /// <summary>The minutes delivered, as last metered.</summary>
    public MinuteBits Delivered { get; init; }
    /// <summary>The minutes that are neither paid nor owed for.</summary>
    public MinuteBits Excused { get; init; }
    /// <summary>By which evidence; null where it was not metered yet.</summary>
    public MeterSource? Source { get; init; }
    /// <summary>When it becomes final, unless disputed.</summary>
    public Minute FinalAt { get; init; }
    /// <summary>Where it was metered; 0 where it was not.</summary>
    public long MeteredPosition { get; init; }
    /// <summary>What an audit found.</summary>
    public AuditResult Audit { get; init; }
    /// <summary>The minutes that the audit calls delivered.</summary>
    public MinuteBits Audited { get; init; }
    /// <summary>The last dispute that names it, if any.</summary>
    public DisputeId Dispute { get; init; }
    /// <summary>Minutes paid for, once final.</summary>
    public int DeliveredMinutes { get; init; }
    /// <summary>Minutes neither paid nor owed for, once final.</summary>
    public int ExcusedMinutes { get; init; }
    /// <summary>Minutes owed for, once final.</summary>
    public int UndeliveredMinutes { get; init; }
    /// <summary>What the delivered minutes cost.</summary>
    public Money Gross { get; init; }
    /// <summary>What returned to the buyer.</summary>
    public Money Refund { get; init; }
    /// <summary>What the provider paid for undelivered minutes.</summary>
    public Money Damages { get; init; }
    /// <summary>What the provider paid the house.</summary>
    public Money Fee { get; init; }
    /// <summary>When it became final.</summary>
    public Instant? SettledAt { get; init; }
    /// <summary>Where it became final; 0 where it is not.</summary>
    public long SettledPosition { get; init; }

    /// <summary><c>exchange.lease_hours</c>.</summary>
    public static Table<HourRow> Table { get; } = new("lease_hours", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Key("hour", row => row.Hour)
        .Column("delivered_bits", row => row.Delivered.Value)
        .Column("excused_bits", row => row.Excused.Value)
        .Word("source", row => row.Source)
        .Column("final_minute", row => row.FinalAt.Value)
        .Column("metered_position", row => row.MeteredPosition)
        .Word("audit", row => row.Audit)
        .Column("audited_bits", row => row.Audited.Value)
        .Column("dispute_id", row => row.Dispute.Value)
        .Column("delivered_minutes", row => row.DeliveredMinutes)
        .Column("excused_minutes", row => row.ExcusedMinutes)
        .Column("undelivered_minutes", row => row.UndeliveredMinutes)
        .Column("gross_sixtieths", row => row.Gross.Sixtieths)
        .Column("refund_sixtieths", row => row.Refund.Sixtieths)
        .Column("damages_sixtieths", row => row.Damages.Sixtieths)
        .Column("fee_sixtieths", row => row.Fee.Sixtieths)
        .Column("settled_at", row => row.SettledAt)
        .Column("settled_position", row => row.SettledPosition)
        .Index("(lease_id, hour) where settled_at is null"));

    /// <summary>The hour in the reader's current row.</summary>
    public static HourRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new HourRow(new(row.Long()), row.Int())
        {
            Delivered = new(row.Long()),
            Excused = new(row.Long()),
            Source = row.MaybeWord<MeterSource>(),
            FinalAt = new(row.Int()),
            MeteredPosition = row.Long(),
            Audit = row.Word<AuditResult>(),
            Audited = new(row.Long()),
            Dispute = new(row.Long()),
            DeliveredMinutes = row.Int(),
            ExcusedMinutes = row.Int(),
            UndeliveredMinutes = row.Int(),
            Gross = row.Money(),
            Refund = row.Money(),
            Damages = row.Money(),
            Fee = row.Money(),
            SettledAt = row.MaybeInstant(),
            SettledPosition = row.Long(),
        };
    }
}
