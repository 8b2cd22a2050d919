using Exchange.Engine.Providers;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Reputation;

/// <summary>A provider's reputation, and what it is made of.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Score">The score, as it is to be published.</param>
/// <param name="Good">S: what speaks for it, after the caps.</param>
/// <param name="Bad">F: what speaks against it.</param>
/// <param name="Grade">The score as a word.</param>
/// <param name="Sample">How many pieces of evidence there ever were.</param>
/// <param name="Leases">Leases of which an hour was settled.</param>
/// <param name="Minutes">Minutes of leases that were settled.</param>
/// <param name="Counterparties">How many owners it served.</param>
/// <param name="AsOf">As of when: its last evidence, or the first minute of a day after it.</param>
/// <param name="Position">The position of its last evidence.</param>
/// <param name="Published">The score that matching reads; null where none was published.</param>
/// <param name="Proven">What passed proofs say for it, as of the last of them.</param>
/// <param name="Failed">What speaks against it but for fraud, as of the last of it.</param>
/// <param name="Defrauded">What fraud says against it, as of the last of it.</param>
public sealed record ReputationRow(
    AccountId Provider, BasisPoints Score, double Good, double Bad, Grade Grade, long Sample, long Leases, long Minutes, int Counterparties,
    Instant AsOf, long Position, BasisPoints? Published, Decaying Proven, Decaying Failed, Decaying Defrauded)
{
    private const int NotPublished = -1;

    /// <summary><c>exchange.reputations</c>. The published score is -1 where there is none.</summary>
    public static Table<ReputationRow> Table { get; } = new("reputations", columns => columns
        .Key("provider_id", row => row.Provider.Value)
        .Column("score_basis_points", row => row.Score.Value)
        .Column("s", row => row.Good)
        .Column("f", row => row.Bad)
        .Word("grade", row => row.Grade)
        .Column("sample", row => row.Sample)
        .Column("leases", row => row.Leases)
        .Column("lease_minutes", row => row.Minutes)
        .Column("counterparties", row => row.Counterparties)
        .Column("as_of", row => row.AsOf)
        .Column("position", row => row.Position)
        .Column("published_basis_points", row => row.Published?.Value ?? NotPublished)
        .Column("proven", row => row.Proven.Value)
        .Column("proven_as_of", row => row.Proven.AsOf)
        .Column("failed", row => row.Failed.Value)
        .Column("failed_as_of", row => row.Failed.AsOf)
        .Column("defrauded", row => row.Defrauded.Value)
        .Column("defrauded_as_of", row => row.Defrauded.AsOf)
        .Index("(provider_id) where score_basis_points <> published_basis_points"));

    /// <summary>The reputation in the reader's current row.</summary>
    public static ReputationRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new ReputationRow(
            new(row.Int()), new(row.Int()), row.Double(), row.Double(), row.Word<Grade>(), row.Long(), row.Long(), row.Long(), row.Int(),
            row.Instant(), row.Long(), row.Int() is var published and not NotPublished ? new BasisPoints(published) : null,
            new(row.Double(), row.Instant()), new(row.Double(), row.Instant()), new(row.Double(), row.Instant()));
    }
}

/// <summary>Something that speaks against a provider: one of the worst, told as the explanation of its score.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Position">The event that says so.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Lease">The lease that it is about, if any.</param>
/// <param name="Amount">How much it spoke against the provider when it happened.</param>
public sealed record WorstRow(AccountId Provider, long Position, EvidenceKind Kind, FillId Lease, Decaying Amount)
{
    /// <summary>How many of them explain a score.</summary>
    public const int Most = 5;

    /// <summary><c>exchange.reputation_events</c>: the five worst of fraud and the five worst of all else, since these pass at different speeds.</summary>
    public static Table<WorstRow> Table { get; } = new("reputation_events", columns => columns
        .Key("provider_id", row => row.Provider.Value)
        .Key("position", row => row.Position)
        .WordKey("kind", row => row.Kind)
        .Column("lease_id", row => row.Lease.Value)
        .Column("f", row => row.Amount.Value)
        .Column("at", row => row.Amount.AsOf));

    /// <summary>How much it speaks against the provider at a later time.</summary>
    public double At(Instant time) => Amount.At(time, Evidence.HalfLifeOf(Kind));

    /// <summary>The event in the reader's current row.</summary>
    public static WorstRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new WorstRow(
            new(row.Int()), row.Long(), row.Word<EvidenceKind>(), new(row.Long()), new(row.Double(), row.Instant()));
    }
}

/// <summary>What one counterparty, by its owner, earned a provider.</summary>
/// <param name="Provider">Whose.</param>
/// <param name="Owner">The counterparty's beneficial owner.</param>
/// <param name="Earned">As of the last of it, before the cap.</param>
internal sealed record SourceRow(AccountId Provider, AccountId Owner, Decaying Earned)
{
    internal static Table<SourceRow> Table { get; } = new("reputation_sources", columns => columns
        .Key("provider_id", row => row.Provider.Value)
        .Key("owner_id", row => row.Owner.Value)
        .Column("earned", row => row.Earned.Value)
        .Column("as_of", row => row.Earned.AsOf));

    internal static SourceRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new SourceRow(new(row.Int()), new(row.Int()), new(row.Double(), row.Instant()));
    }
}

/// <summary>The failures of a device while an account had it: they come along when another account registers it.</summary>
/// <param name="Device">The device's own id.</param>
/// <param name="Provider">Who had it.</param>
/// <param name="Node">In which node, last.</param>
/// <param name="Unit">As which unit.</param>
/// <param name="Current">Whether the account has it now.</param>
/// <param name="Failed">All but fraud.</param>
/// <param name="Defrauded">Fraud.</param>
/// <param name="FailedTaken">What the account took over of others' failures with it.</param>
/// <param name="DefraudedTaken">The same of fraud.</param>
/// <param name="Since">The position of the event that registered it there.</param>
internal sealed record DeviceRow(
    string Device, AccountId Provider, NodeId Node, int Unit, bool Current, Decaying Failed, Decaying Defrauded, Decaying FailedTaken, Decaying DefraudedTaken,
    long Since)
{
    internal static Table<DeviceRow> Table { get; } = new("reputation_devices", columns => columns
        .Key("device", row => row.Device)
        .Key("provider_id", row => row.Provider.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("unit", row => row.Unit)
        .Column("is_current", row => row.Current)
        .Column("failed", row => row.Failed.Value)
        .Column("failed_as_of", row => row.Failed.AsOf)
        .Column("defrauded", row => row.Defrauded.Value)
        .Column("defrauded_as_of", row => row.Defrauded.AsOf)
        .Column("failed_taken", row => row.FailedTaken.Value)
        .Column("failed_taken_as_of", row => row.FailedTaken.AsOf)
        .Column("defrauded_taken", row => row.DefraudedTaken.Value)
        .Column("defrauded_taken_as_of", row => row.DefraudedTaken.AsOf)
        .Column("since_position", row => row.Since));

    internal static DeviceRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new DeviceRow(
            row.Text(), new(row.Int()), new(row.Int()), row.Int(), row.Bool(),
            new(row.Double(), row.Instant()), new(row.Double(), row.Instant()), new(row.Double(), row.Instant()), new(row.Double(), row.Instant()), row.Long());
    }
}

/// <summary>A device that was in a unit once: a lease of that time may yet turn out to have failed.</summary>
/// <param name="Node">In which node.</param>
/// <param name="Unit">As which unit.</param>
/// <param name="Since">The position of the event that registered it there.</param>
/// <param name="Until">The position of the event that took it away.</param>
/// <param name="Device">The device's own id.</param>
internal sealed record PastDeviceRow(NodeId Node, int Unit, long Since, long Until, string Device)
{
    internal static Table<PastDeviceRow> Table { get; } = new("reputation_past_devices", columns => columns
        .Key("node_id", row => row.Node.Value)
        .Key("unit", row => row.Unit)
        .Key("since_position", row => row.Since)
        .Column("until_position", row => row.Until)
        .Column("device", row => row.Device));

    internal static PastDeviceRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new PastDeviceRow(new(row.Int()), row.Int(), row.Long(), row.Long(), row.Text());
    }
}

/// <summary>A lease that is not closed, as far as evidence comes from it.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Buyer">The buyer's owner.</param>
/// <param name="Provider">Who delivers.</param>
/// <param name="Node">From which node.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Counted">Whether an hour of it was settled.</param>
/// <param name="Agreements">Quorums agreed with on it that no fee was paid for yet.</param>
/// <param name="Opened">The position of the event that opened it.</param>
internal sealed record LeaseTerms(
    FillId Lease, AccountId Buyer, AccountId Provider, NodeId Node, Gpus Gpus, Window Window, Price Price, bool Counted, int Agreements, long Opened)
{
    internal static Table<LeaseTerms> Table { get; } = new("reputation_leases", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Column("buyer_owner_id", row => row.Buyer.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("price_micros", row => row.Price.Micros)
        .Column("counted", row => row.Counted)
        .Column("agreements", row => row.Agreements)
        .Column("opened_position", row => row.Opened));

    internal static LeaseTerms Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new LeaseTerms(
            new(row.Long()), new(row.Int()), new(row.Int()), new(row.Int()), row.Gpus(), row.Window(), row.Price(), row.Bool(), row.Int(),
            row.Long());
    }
}

/// <summary>A slash that is not decided.</summary>
/// <param name="Slash">Which.</param>
/// <param name="Node">Because of which node.</param>
/// <param name="Unit">Because of which unit, or -1.</param>
/// <param name="Cause">Why.</param>
internal sealed record PendingSlash(SlashId Slash, NodeId Node, int Unit, SlashCause Cause)
{
    internal static Table<PendingSlash> Table { get; } = new("reputation_slashes", columns => columns
        .Key("slash_id", row => row.Slash.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("unit", row => row.Unit)
        .Word("cause", row => row.Cause));

    internal static PendingSlash Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new PendingSlash(new(row.Long()), new(row.Int()), row.Int(), row.Word<SlashCause>());
    }
}

/// <summary>Whose an account is.</summary>
/// <param name="Account">Which.</param>
/// <param name="Owner">Its beneficial owner.</param>
internal sealed record OwnerRow(AccountId Account, AccountId Owner)
{
    internal static Table<OwnerRow> Table { get; } = new("reputation_owners", columns => columns
        .Key("account_id", row => row.Account.Value)
        .Column("owner_id", row => row.Owner.Value));

    internal static OwnerRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new OwnerRow(new(row.Int()), new(row.Int()));
    }
}
