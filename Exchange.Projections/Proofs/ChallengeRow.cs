using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Proofs;

/// <summary>A challenge, what was answered, and the verdict.</summary>
/// <param name="Challenge">Its number; the cursor of lists of challenges.</param>
/// <param name="Node">Which node.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Unit">Which unit, or -1 for the whole node.</param>
/// <param name="Kind">What is to be proven.</param>
/// <param name="Purpose">Why it was issued.</param>
/// <param name="Day">The beacon's day, since the Unix epoch.</param>
/// <param name="Epoch">The beacon's epoch of that day.</param>
/// <param name="Seed">What the task is drawn from.</param>
/// <param name="Size">The matrix's n, or the number of squarings.</param>
/// <param name="Due">When the answer must be there.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Position">Where it was issued.</param>
public sealed record ChallengeRow(
    ChallengeId Challenge, NodeId Node, AccountId Provider, int Unit, ChallengeKind Kind, ChallengePurpose Purpose, int Day, int Epoch,
    Hash256 Seed, long Size, Instant Due, Instant IssuedAt, long Position)
{
    /// <summary>When the answer came, by the exchange's clock.</summary>
    public Instant? ReceivedAt { get; init; }
    /// <summary>The answer's hash or root; none where there is no answer.</summary>
    public Hash256 Answer { get; init; }
    /// <summary>What was found; nothing while it is not judged.</summary>
    public Verdict? Verdict { get; init; }
    /// <summary>Measured, of the SKU's reference; zero where nothing is measured.</summary>
    public BasisPoints Performance { get; init; }
    /// <summary>The hash under which the transcript is kept, if there is one.</summary>
    public Hash256 Transcript { get; init; }
    /// <summary>Whose authority the evidence rests on, once it is judged.</summary>
    public EvidenceGrade? Grade { get; init; }
    /// <summary>When it was judged.</summary>
    public Instant? JudgedAt { get; init; }
    /// <summary>Where it was judged; 0 while it is not.</summary>
    public long JudgedPosition { get; init; }

    /// <summary><c>exchange.challenges</c>.</summary>
    public static Table<ChallengeRow> Table { get; } = new("challenges", columns => columns
        .Key("challenge_id", row => row.Challenge.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("unit", row => row.Unit)
        .Word("kind", row => row.Kind)
        .Word("purpose", row => row.Purpose)
        .Column("day", row => row.Day)
        .Column("epoch", row => row.Epoch)
        .Column("seed", row => row.Seed.ToString())
        .Column("size", row => row.Size)
        .Column("due_at", row => row.Due)
        .Column("issued_at", row => row.IssuedAt)
        .Column("position", row => row.Position)
        .Column("received_at", row => row.ReceivedAt)
        .Column("answer", row => HashText.HexOrEmpty(row.Answer))
        .Word("verdict", row => row.Verdict)
        .Column("performance_basis_points", row => row.Performance.Value)
        .Column("transcript", row => HashText.HexOrEmpty(row.Transcript))
        .Word("grade", row => row.Grade)
        .Column("judged_at", row => row.JudgedAt)
        .Column("judged_position", row => row.JudgedPosition)
        .Index("(node_id, challenge_id)")
        .Index("(provider_id, challenge_id)")
        .Index("(challenge_id) where judged_at is null")
        .Index($"(node_id, challenge_id) where {PassedAttestation}"));

    /// <summary>What the rows of attestations that passed have in common.</summary>
    internal const string PassedAttestation = "kind = 'attestation' and verdict = 'passed'";

    /// <summary>The challenge in the reader's current row.</summary>
    public static ChallengeRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new ChallengeRow(
            new(row.Long()), new(row.Int()), new(row.Int()), row.Int(), row.Word<ChallengeKind>(), row.Word<ChallengePurpose>(), row.Int(), row.Int(),
            Hash256.From(Convert.FromHexString(row.Text())), row.Long(), row.Instant(), row.Instant(), row.Long())
        {
            ReceivedAt = row.MaybeInstant(),
            Answer = HashText.HashOrNone(row.Text()),
            Verdict = row.MaybeWord<Verdict>(),
            Performance = new(row.Int()),
            Transcript = HashText.HashOrNone(row.Text()),
            Grade = row.MaybeWord<EvidenceGrade>(),
            JudgedAt = row.MaybeInstant(),
            JudgedPosition = row.Long(),
        };
    }
}

/// <summary>How a node answered at random moments of an epoch.</summary>
/// <param name="Node">Which.</param>
/// <param name="Day">The beacon's day, since the Unix epoch.</param>
/// <param name="Epoch">The beacon's epoch of that day.</param>
/// <param name="Provider">Whose.</param>
/// <param name="Sent">How many heartbeats were asked for.</param>
/// <param name="Answered">How many were answered in time.</param>
/// <param name="At">When that was recorded.</param>
/// <param name="Position">Where; also the cursor of lists of heartbeats.</param>
public sealed record HeartbeatsRow(NodeId Node, int Day, int Epoch, AccountId Provider, int Sent, int Answered, Instant At, long Position)
{
    /// <summary><c>exchange.heartbeats</c>.</summary>
    public static Table<HeartbeatsRow> Table { get; } = new("heartbeats", columns => columns
        .Key("node_id", row => row.Node.Value)
        .Key("day", row => row.Day)
        .Key("epoch", row => row.Epoch)
        .Column("provider_id", row => row.Provider.Value)
        .Column("sent", row => row.Sent)
        .Column("answered", row => row.Answered)
        .Column("at", row => row.At)
        .Column("position", row => row.Position)
        .Index("(node_id, position)"));

    /// <summary>The heartbeats in the reader's current row.</summary>
    public static HeartbeatsRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new HeartbeatsRow(new(row.Int()), row.Int(), row.Int(), new(row.Int()), row.Int(), row.Int(), row.Instant(), row.Long());
    }
}
