using Exchange.Engine.Leases;
using Exchange.Engine.Values;
using Exchange.Projections.Tables;
using NodaTime;
using Npgsql;

namespace Exchange.Projections.Leases;

/// <summary>A lease: the terms that its fill froze, and what became of it.</summary>
/// <param name="Lease">The lease, by the number of its fill; the cursor of lists of leases.</param>
/// <param name="Buyer">Who uses it.</param>
/// <param name="Provider">Who delivers it.</param>
/// <param name="Bid">The order that bought.</param>
/// <param name="Ask">The order that sold.</param>
/// <param name="Node">The node, or group, that delivers.</param>
/// <param name="Spec">What was promised.</param>
/// <param name="Requirement">What was required.</param>
/// <param name="Gpus">How many GPUs.</param>
/// <param name="Window">When.</param>
/// <param name="Price">Per GPU-hour.</param>
/// <param name="Margin">What of the ask's margin stands behind it.</param>
/// <param name="ProviderTakerFee">A taker's fee that the provider owes out of what is delivered.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="Position">Where it was opened.</param>
public sealed record LeaseRow(
    FillId Lease, AccountId Buyer, AccountId Provider, OrderId Bid, OrderId Ask, NodeId Node, SpecId Spec, RequirementId Requirement,
    Gpus Gpus, Window Window, Price Price, Money Margin, Money ProviderTakerFee, Instant OpenedAt, long Position)
{
    /// <summary>Where it stands.</summary>
    public LeaseState State { get; init; }
    /// <summary>Why it ended, by its public number; 0 while it has not.</summary>
    public int CloseReason { get; init; }
    /// <summary>Why not all that a default left owed was bought elsewhere; null where nothing was left so.</summary>
    public NotBoughtIn? NotBoughtIn { get; init; }
    /// <summary>When it was handed over.</summary>
    public Instant? ProvisionedAt { get; init; }
    /// <summary>The hash of how to connect; zero before it was handed over.</summary>
    public Hash256 Descriptor { get; init; }
    /// <summary>The first minute that it does not deliver: its window's end, or earlier where it ended before.</summary>
    public Minute End { get; init; } = Window.Until;
    /// <summary>When its last hour was settled.</summary>
    public Instant? ClosedAt { get; init; }
    /// <summary>Hours of which it is known, provisionally at least, what they delivered.</summary>
    public int HoursMetered { get; init; }
    /// <summary>Hours that are final.</summary>
    public int HoursSettled { get; init; }
    /// <summary>Delivered in final hours.</summary>
    public GpuMinutes Delivered { get; init; }
    /// <summary>Neither paid nor owed for in final hours.</summary>
    public GpuMinutes Excused { get; init; }
    /// <summary>Owed for in final hours.</summary>
    public GpuMinutes Undelivered { get; init; }
    /// <summary>What the buyer paid for final hours.</summary>
    public Money Gross { get; init; }
    /// <summary>What of final hours returned to the buyer.</summary>
    public Money Refund { get; init; }
    /// <summary>What the provider paid the buyer for undelivered minutes, and in money for what was not bought in.</summary>
    public Money Damages { get; init; }
    /// <summary>What the provider paid the house of final hours.</summary>
    public Money Fee { get; init; }
    /// <summary>GPUs that were bought elsewhere after a default.</summary>
    public Gpus BoughtInGpus { get; init; }
    /// <summary>What those cost beyond the contract.</summary>
    public Money BuyInDifference { get; init; }
    /// <summary>Until when the buyer's money covers it; its window's first minute until that is said.</summary>
    public Minute BuyerCoveredUntil { get; init; } = Window.From;
    /// <summary>Until when the provider's money covers it; its window's first minute until that is said.</summary>
    public Minute ProviderCoveredUntil { get; init; } = Window.From;
    /// <summary>How often a side was called for money.</summary>
    public int MarginCalls { get; init; }
    /// <summary>The position of its last change.</summary>
    public long LastPosition { get; init; } = Position;

    /// <summary><c>exchange.leases</c>.</summary>
    public static Table<LeaseRow> Table { get; } = new("leases", columns => columns
        .Key("lease_id", row => row.Lease.Value)
        .Column("buyer_id", row => row.Buyer.Value)
        .Column("provider_id", row => row.Provider.Value)
        .Column("bid_order_id", row => row.Bid.Value)
        .Column("ask_order_id", row => row.Ask.Value)
        .Column("node_id", row => row.Node.Value)
        .Column("spec_id", row => row.Spec.Value)
        .Column("requirement_id", row => row.Requirement.Value)
        .Column("gpus", row => row.Gpus.Count)
        .Column("from_minute", row => row.Window.From.Value)
        .Column("until_minute", row => row.Window.Until.Value)
        .Column("price_micros", row => row.Price.Micros)
        .Column("margin_sixtieths", row => row.Margin.Sixtieths)
        .Column("provider_taker_fee_sixtieths", row => row.ProviderTakerFee.Sixtieths)
        .Column("opened_at", row => row.OpenedAt)
        .Column("position", row => row.Position)
        .Word("state", row => row.State)
        .Column("close_reason", row => row.CloseReason)
        .Word("not_bought_in", row => row.NotBoughtIn)
        .Column("provisioned_at", row => row.ProvisionedAt)
        .Column("descriptor", row => row.Descriptor.ToString())
        .Column("end_minute", row => row.End.Value)
        .Column("closed_at", row => row.ClosedAt)
        .Column("hours_metered", row => row.HoursMetered)
        .Column("hours_settled", row => row.HoursSettled)
        .Column("delivered_gpu_minutes", row => row.Delivered.Value)
        .Column("excused_gpu_minutes", row => row.Excused.Value)
        .Column("undelivered_gpu_minutes", row => row.Undelivered.Value)
        .Column("gross_sixtieths", row => row.Gross.Sixtieths)
        .Column("refund_sixtieths", row => row.Refund.Sixtieths)
        .Column("damages_sixtieths", row => row.Damages.Sixtieths)
        .Column("fee_sixtieths", row => row.Fee.Sixtieths)
        .Column("bought_in_gpus", row => row.BoughtInGpus.Count)
        .Column("buy_in_difference_sixtieths", row => row.BuyInDifference.Sixtieths)
        .Column("buyer_covered_until_minute", row => row.BuyerCoveredUntil.Value)
        .Column("provider_covered_until_minute", row => row.ProviderCoveredUntil.Value)
        .Column("margin_calls", row => row.MarginCalls)
        .Column("last_position", row => row.LastPosition)
        .Index("(buyer_id, lease_id)")
        .Index("(provider_id, lease_id)")
        .Index("(lease_id) where closed_at is null"));

    /// <summary>The lease in the reader's current row.</summary>
    public static LeaseRow Read(NpgsqlDataReader reader)
    {
        var row = new RowReader(reader);
        return new LeaseRow(
            new(row.Long()), new(row.Int()), new(row.Int()), new(row.Long()), new(row.Long()), new(row.Int()), new(row.Int()), new(row.Int()),
            row.Gpus(), row.Window(), row.Price(), row.Money(), row.Money(), row.Instant(), row.Long())
        {
            State = row.Word<LeaseState>(),
            CloseReason = row.Int(),
            NotBoughtIn = row.MaybeWord<NotBoughtIn>(),
            ProvisionedAt = row.MaybeInstant(),
            Descriptor = Hash256.From(Convert.FromHexString(row.Text())),
            End = new(row.Int()),
            ClosedAt = row.MaybeInstant(),
            HoursMetered = row.Int(),
            HoursSettled = row.Int(),
            Delivered = new(row.Long()),
            Excused = new(row.Long()),
            Undelivered = new(row.Long()),
            Gross = row.Money(),
            Refund = row.Money(),
            Damages = row.Money(),
            Fee = row.Money(),
            BoughtInGpus = row.Gpus(),
            BuyInDifference = row.Money(),
            BuyerCoveredUntil = new(row.Int()),
            ProviderCoveredUntil = new(row.Int()),
            MarginCalls = row.Int(),
            LastPosition = row.Long(),
        };
    }
}
