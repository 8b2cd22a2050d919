using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>Where a dispute stands.</summary>
public enum DisputeState : byte
{
    /// <summary>The other side has not answered.</summary>
    Open = 0,
    /// <summary>The other side accepts the claim; it is not decided yet.</summary>
    Accepted = 1,
    /// <summary>The other side denies the claim; it is not decided yet.</summary>
    Denied = 2,
    /// <summary>Decided for who opened it.</summary>
    Upheld = 3,
    /// <summary>Decided against who opened it.</summary>
    Dismissed = 4,
}

/// <summary>A dispute over hours of a lease.</summary>
/// <param name="Dispute">Its number; the cursor of lists of disputes.</param>
/// <param name="Lease">Which lease.</param>
/// <param name="By">Who opened it.</param>
/// <param name="First">The first hour.</param>
/// <param name="Last">The last hour.</param>
/// <param name="Claim">What is claimed.</param>
/// <param name="Deposit">What was deposited.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Fault">Whose fault it was found to be, once decided.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="AnsweredAt">When it was answered.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="Position">Where it was opened.</param>
/// <param name="LastPosition">The position of its last change.</param>
public sealed record DisputeRow(
    DisputeId Dispute, FillId Lease, AccountId By, int First, int Last, Money Claim, Money Deposit, DisputeState State, Fault? Fault,
    Instant OpenedAt, Instant? AnsweredAt, Instant? DecidedAt, long Position, long LastPosition)
{
    /// <summary><c>exchange.disputes</c>.</summary>
    public static Table<DisputeRow> Table { get; } = new("disputes", columns => columns
        .Key("dispute_id", row => row.Dispute.Value)
        .Column("lease_id", row => row.Lease.Value)
        .Column("account_id", row => row.By.Value)
        .Column("first_hour", row => row.First)
        .Column("last_hour", row => row.Last)
        .Column("claim_sixtieths", row => row.Claim.Sixtieths)
        .Column("deposit_sixtieths", row => row.Deposit.Sixtieths)
        .Word("state", row => row.State)
        .Word("fault", row => row.Fault)
        .Column("opened_at", row => row.OpenedAt)
        .Column("answered_at", row => row.AnsweredAt)
        .Column("decided_at", row => row.DecidedAt)
        .Column("position", row => row.Position)
        .Column("last_position", row => row.LastPosition)
        .Index("(lease_id, dispute_id)")
        .Index("(dispute_id) where decided_at is null"));

    /// <summary>The dispute in the reader's current row.</summary>
    public static DisputeRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new DisputeRow(
            new(row.Long()), new(row.Long()), new(row.Int()), row.Int(), row.Int(), row.Money(), row.Money(), row.Word<DisputeState>(),
            row.MaybeWord<Fault>(), row.Instant(), row.MaybeInstant(), row.MaybeInstant(), row.Long(), row.Long());
    }
}
