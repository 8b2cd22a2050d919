using Exchange.Engine.Values;
using Exchange.Engine.Verification;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Proofs;

/// <summary>A job that several providers do, and what they agreed on.</summary>
/// <param name="Quorum">Its number; the cursor of lists of quorums.</param>
/// <param name="Buyer">Who asked.</param>
/// <param name="Job">The hash that names the job.</param>
/// <param name="Workers">How many were asked.</param>
/// <param name="Needed">How many must come to the same result.</param>
/// <param name="CommitBy">From when on nobody may commit.</param>
/// <param name="RevealBy">From when on nobody may reveal.</param>
/// <param name="Committed">How many committed.</param>
/// <param name="Reached">Whether enough came to the same result; nothing while it is open.</param>
/// <param name="Digest">That result's digest, if there is one.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was closed.</param>
/// <param name="Position">Where it was opened.</param>
/// <param name="LastPosition">The position of the last that happened to it.</param>
public sealed record QuorumRow(
    QuorumId Quorum, AccountId Buyer, Hash256 Job, int Workers, int Needed, Instant CommitBy, Instant RevealBy, int Committed, bool? Reached,
    Hash256 Digest, Instant OpenedAt, Instant? ClosedAt, long Position, long LastPosition)
{
    /// <summary><c>exchange.quorums</c>.</summary>
    public static Table<QuorumRow> Table { get; } = new("quorums", columns => columns
        .Key("quorum_id", row => row.Quorum.Value)
        .Column("buyer_id", row => row.Buyer.Value)
        .Column("job", row => row.Job.ToString())
        .Column("workers", row => row.Workers)
        .Column("needed", row => row.Needed)
        .Column("commit_by", row => row.CommitBy)
        .Column("reveal_by", row => row.RevealBy)
        .Column("committed", row => row.Committed)
        .Column("is_reached", row => row.Reached ?? false)
        .Column("digest", row => HashText.HexOrEmpty(row.Digest))
        .Column("opened_at", row => row.OpenedAt)
        .Column("closed_at", row => row.ClosedAt)
        .Column("position", row => row.Position)
        .Column("last_position", row => row.LastPosition)
        .Index("(buyer_id, quorum_id)")
        .Index("(quorum_id) where closed_at is null"));

    /// <summary>The quorum in the reader's current row.</summary>
    public static QuorumRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        var read = new QuorumRow(
            new(row.Long()), new(row.Int()), HashText.HashOrNone(row.Text()), row.Int(), row.Int(), row.Instant(), row.Instant(), row.Int(), row.Bool(),
            HashText.HashOrNone(row.Text()), row.Instant(), row.MaybeInstant(), row.Long(), row.Long());
        return read.ClosedAt is null ? read with { Reached = null } : read;
    }
}

/// <summary>A worker of a quorum, and what became of its part.</summary>
/// <param name="Quorum">In which quorum.</param>
/// <param name="Place">In which place it was asked, from 0.</param>
/// <param name="Provider">Who.</param>
/// <param name="Lease">On which lease.</param>
/// <param name="Commitment">What it committed to, if it did.</param>
/// <param name="CommittedAt">When.</param>
/// <param name="CommittedPosition">Where, which is also the order of commitments; 0 where it did not.</param>
/// <param name="Digest">The digest that it revealed.</param>
/// <param name="Salt">The salt that it revealed.</param>
/// <param name="RevealedAt">When; nothing where it did not.</param>
/// <param name="Standing">How it was judged, if it was.</param>
public sealed record QuorumWorkerRow(
    QuorumId Quorum, int Place, AccountId Provider, FillId Lease, Hash256 Commitment = default, Instant? CommittedAt = null, long CommittedPosition = 0,
    Hash256 Digest = default, Hash256 Salt = default, Instant? RevealedAt = null, WorkerStanding? Standing = null)
{
    /// <summary><c>exchange.quorum_workers</c>.</summary>
    public static Table<QuorumWorkerRow> Table { get; } = new("quorum_workers", columns => columns
        .Key("quorum_id", row => row.Quorum.Value)
        .Key("place", row => row.Place)
        .Column("provider_id", row => row.Provider.Value)
        .Column("lease_id", row => row.Lease.Value)
        .Column("commitment", row => HashText.HexOrEmpty(row.Commitment))
        .Column("committed_at", row => row.CommittedAt)
        .Column("committed_position", row => row.CommittedPosition)
        .Column("digest", row => HashText.HexOrEmpty(row.Digest))
        .Column("salt", row => HashText.HexOrEmpty(row.Salt))
        .Column("revealed_at", row => row.RevealedAt)
        .Word("standing", row => row.Standing)
        .Index("(provider_id, quorum_id)"));

    /// <summary>The worker in the reader's current row.</summary>
    public static QuorumWorkerRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new QuorumWorkerRow(
            new(row.Long()), row.Int(), new(row.Int()), new(row.Long()), HashText.HashOrNone(row.Text()), row.MaybeInstant(), row.Long(),
            HashText.HashOrNone(row.Text()), HashText.HashOrNone(row.Text()), row.MaybeInstant(), row.MaybeWord<WorkerStanding>());
    }
}
