using Exchange.Engine.Proofs;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using Npgsql;

namespace Exchange.Projections.Invoices;

/// <summary>Which of an account's papers something belongs to.</summary>
public enum InvoiceSide : byte
{
    /// <summary>What it used: the buyer's invoice.</summary>
    Buyer = 0,
    /// <summary>What it delivered, and was held to: the provider's self-billed invoice.</summary>
    Provider = 1,
    /// <summary>What the house earned and insured: so that all papers together come to nothing.</summary>
    House = 2,
}

/// <summary>What an entry is for.</summary>
public enum Charge : byte
{
    /// <summary>Minutes of a final hour; no money.</summary>
    Hour = 0,
    /// <summary>What delivered minutes cost.</summary>
    Delivered = 1,
    /// <summary>A taker's fee, at the fill or out of what was delivered.</summary>
    TakerFee = 2,
    /// <summary>The provider's fee of what was delivered.</summary>
    DeliveryFee = 3,
    /// <summary>Owed for minutes that were not delivered.</summary>
    Damages = 4,
    /// <summary>What a replacement cost beyond the contract.</summary>
    BuyInCover = 5,
    /// <summary>Taken from a bond for what proofs showed, to the house.</summary>
    Slash = 6,
    /// <summary>A dispute's deposit that went to the other side.</summary>
    DepositLost = 7,
    /// <summary>Returned from escrow: it was never paid, so it is told and not counted.</summary>
    Returned = 8,
    /// <summary>Set aside for a dispute; negative when that is returned or lost. Told and not counted.</summary>
    DepositHeld = 9,
}

/// <summary>One thing that an account's papers tell, and the event that says it.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Entry">Four times the event's position, plus the entry's place among those of the event.</param>
/// <param name="Side">On which paper.</param>
/// <param name="Lease">The lease that it is about; the default where it is about none.</param>
/// <param name="At">The minute in which it became final.</param>
/// <param name="Charge">What it is for.</param>
/// <param name="Amount">What the account received; negative where it paid. For what is told and not counted, how much was returned or held.</param>
/// <param name="Delivered">Minutes delivered.</param>
/// <param name="Excused">Minutes neither paid nor owed for.</param>
/// <param name="Undelivered">Minutes owed for.</param>
public sealed record InvoiceEntry(
    AccountId Account, long Entry, InvoiceSide Side, FillId Lease, Minute At, Charge Charge, Money Amount, int Delivered, int Excused,
    int Undelivered)
{
    /// <summary>The most entries of one event.</summary>
    public const int MostPerEvent = 4;

    /// <summary><c>exchange.invoice_lines</c>.</summary>
    public static Table<InvoiceEntry> Table { get; } = new("invoice_lines", columns => columns
        .Key("account_id", row => row.Account.Value)
        .Key("entry_id", row => row.Entry)
        .Word("side", row => row.Side)
        .Column("lease_id", row => row.Lease.Value)
        .Column("final_minute", row => row.At.Value)
        .Word("charge", row => row.Charge)
        .Column("amount_sixtieths", row => row.Amount.Sixtieths)
        .Column("delivered_minutes", row => row.Delivered)
        .Column("excused_minutes", row => row.Excused)
        .Column("undelivered_minutes", row => row.Undelivered)
        .Column("position", row => row.Position)
        .Index("(account_id, side, final_minute)"));

    /// <summary>The position of the event.</summary>
    public long Position => Entry / MostPerEvent;

    /// <summary>Whether the amount is part of the total.</summary>
    public bool Counts => Charge is not (Charge.Hour or Charge.Returned or Charge.DepositHeld);

    /// <summary>The entry in the reader's current row.</summary>
    public static InvoiceEntry Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoiceEntry(
            new(row.Int()), row.Long(), row.Word<InvoiceSide>(), new(row.Long()), new(row.Int()), row.Word<Charge>(), row.Money(), row.Int(),
            row.Int(), row.Int());
    }
}

/// <summary>A lease as papers describe it.</summary>
/// <param name="Lease">Which.</param>
/// <param name="Buyer">Who uses it.</param>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Node">The node, or group.</param>
/// <param name="Sku">The SKU's name.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Position">Where it was opened.</param>
/// <param name="End">The first minute that it does not deliver: the end of its window, or earlier where it was ended.</param>
/// <param name="ClosedPosition">Where it was closed; 0 while it is not.</param>
public sealed record InvoicedLease(
    FillId Lease, AccountId Buyer, AccountId Provider, NodeId Node, string Sku, string Place, Gpus Gpus, Window Window, Price Price, long Position,
    Minute End, long ClosedPosition)
{
    /// <summary><c>exchange.invoice_leases</c>.</summary>
    public static Table<InvoicedLease> Table { get; } = new("invoice_leases", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Column("buyer_id", row => row.Buyer.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("sku", row => row.Sku)
        .Column("place", row => row.Place)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("price_micros", row => row.Price.Micros)
        .Column("position", row => row.Position)
        .Column("end_minute", row => row.End.Value)
        .Column("closed_position", row => row.ClosedPosition)
        .Index("(lease_id) where closed_position = 0"));

    /// <summary>The lease in the reader's current row.</summary>
    public static InvoicedLease Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoicedLease(
            new(row.Long()), new(row.Int()), new(row.Int()), new(row.Int()), row.Text(), row.Text(), row.Gpus(), row.Window(), row.Price(), row.Long(),
            new(row.Int()), row.Long());
    }
}

/// <summary>A proof of a node that was judged while it served a lease, or right after.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Challenge">The challenge.</param>
/// <param name="Verdict">What was found.</param>
/// <param name="At">The minute of the verdict.</param>
/// <param name="Position">Where.</param>
public sealed record InvoicedProof(FillId Lease, ChallengeId Challenge, Verdict Verdict, Minute At, long Position)
{
    /// <summary><c>exchange.invoice_proofs</c>.</summary>
    public static Table<InvoicedProof> Table { get; } = new("invoice_proofs", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Key("challenge_id", row => row.Challenge.Value)
        .Word("verdict", row => row.Verdict)
        .Column("judged_minute", row => row.At.Value)
        .Column("position", row => row.Position));

    /// <summary>The proof in the reader's current row.</summary>
    public static InvoicedProof Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoicedProof(new(row.Long()), new(row.Long()), row.Word<Verdict>(), new(row.Int()), row.Long());
    }
}

/// <summary>An account as papers name it.</summary>
/// <param name="Account">Which.</param>
/// <param name="Name">Its name for people.</param>
public sealed record InvoicedParty(AccountId Account, string Name)
{
    /// <summary><c>exchange.invoice_parties</c>.</summary>
    public static Table<InvoicedParty> Table { get; } = new("invoice_parties", columns => columns
        .Key("account_id", row => row.Account.Value)
        .Column("name", row => row.Name));

    /// <summary>The account in the reader's current row.</summary>
    public static InvoicedParty Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoicedParty(new(row.Int()), row.Text());
    }
}

/// <summary>What a spec promises, in words.</summary>
/// <param name="Spec">Which.</param>
/// <param name="Sku">The SKU's name.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record InvoicedSpec(SpecId Spec, string Sku, string Place)
{
    internal static Table<InvoicedSpec> Table { get; } = new("invoice_specs", columns => columns
        .Key("spec_id", row => row.Spec.Value)
        .Column("sku", row => row.Sku)
        .Column("place", row => row.Place));

    internal static InvoicedSpec Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoicedSpec(new(row.Int()), row.Text(), row.Text());
    }
}

/// <summary>A SKU's name.</summary>
/// <param name="Sku">Which.</param>
/// <param name="Name">Its name.</param>
internal sealed record InvoicedSku(SkuId Sku, string Name)
{
    internal static Table<InvoicedSku> Table { get; } = new("invoice_skus", columns => columns
        .Key("sku_id", row => row.Sku.Value)
        .Column("name", row => row.Name));

    internal static InvoicedSku Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new InvoicedSku(new(row.Int()), row.Text());
    }
}

/// <summary>Until when everything that happened is in the tables.</summary>
/// <param name="Now">The minute that has begun.</param>
/// <param name="Position">Where that was said.</param>
internal sealed record InvoiceClock(Minute Now, long Position)
{
    internal static Table<InvoiceClock> Table { get; } = new("invoice_clock", columns => columns
        .Key("clock_id", _ => 1)
        .Column("now_minute", row => row.Now.Value)
        .Column("position", row => row.Position));

    internal static InvoiceClock Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        row.Int();
        return new InvoiceClock(new(row.Int()), row.Long());
    }
}
